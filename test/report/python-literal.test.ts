import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { pythonBytes, pythonText } from "../../src/report/python-literal.ts";

const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");
const python = spawnSync("python3", ["--version"]).status === 0;

describe("a Python literal", () => {
  it("reads as it stands where it is plain", () => {
    expect(pythonText("it's")).toBe('"it\'s"');
    expect(pythonBytes('"\\\n\x1b\xff')).toBe('b"\\"\\\\\\n\\x1b\\xff"');
  });

  it("is one line of printable ASCII, whatever it stands for", () => {
    expect(pythonText(all)).toMatch(/^[\x20-\x7e]+$/);
  });

  it.runIf(python)("comes out of Python as it went in", () => {
    const texts = [all, "'; import os; os.abort() #", '"""', "\\", "{x}", "\\N{DIGIT ONE}", ""];
    const script = `import sys\nfor b in [${texts.map(pythonBytes).join(", ")}]: sys.stdout.buffer.write(len(b).to_bytes(2, "big") + b)
assert [${texts.map(pythonText).join(", ")}] == [b.decode("latin1") for b in [${texts.map(pythonBytes).join(", ")}]]\n`;
    const run = spawnSync("python3", ["-"], { input: script });
    expect(run.stderr.toString()).toBe("");
    const sized = texts.map((text) => String.fromCharCode(text.length >> 8, text.length & 255) + text);
    expect(run.stdout.toString("latin1")).toBe(sized.join(""));
  });
});
