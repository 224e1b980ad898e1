// Quoting is proven by the shell itself: what it hands to a program must be the bytes that went in.
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printfCommand, shellQuoted, shellWord } from "../../src/report/shell-word.ts";

/** The arguments as a program gets them, after sh has read them; latin1 text. */
function argumentsOf(words: readonly string[]): string[] {
  const script = `printf '%s\\0' ${words.join(" ")}\n`;
  const run = spawnSync("sh", {
    input: Buffer.from(script, "latin1"),
    env: { PATH: process.env.PATH ?? "" },
  });
  expect(run.stderr.toString()).toBe("");
  return run.stdout.toString("latin1").split("\0").slice(0, -1);
}

const hostile = [
  "",
  " ",
  "'",
  "''",
  '"',
  "\\",
  "$(touch /tmp/countersign-pwned)",
  "`id`",
  "$HOME",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell must not expand it.
  "${IFS}",
  "; rm -rf /",
  "a\nb",
  "\n",
  "a\r\nb",
  "\x1b[2J\x1b]0;title\x07",
  "!history",
  "%s%n",
  "~root",
  "*",
  "--output=/etc/passwd",
  "caf\xc3\xa9",
  "\xff\xfe",
  "\x01\x7f\x80",
  "tab\there",
];

describe("a word of the shell", () => {
  it("reads as it stands where it is plain", () => {
    expect(shellWord("https://s3.amazonaws.com/key")).toBe("https://s3.amazonaws.com/key");
    expect(shellWord("it's")).toBe("'it'\\''s'");
    expect(shellWord("a\x1bb")).toBe(`'a'"$(printf '\\033')"'b'`);
  });

  it("comes out of sh as it went in, for hostile texts", () => {
    expect(argumentsOf(hostile.map((text) => shellWord(text) ?? "null"))).toEqual(hostile);
  });

  it("comes out of sh as it went in, for any bytes but NUL", () => {
    const bytes = fc
      .uint8Array({ minLength: 0, maxLength: 40, min: 1 })
      .map((one) => Buffer.from(one).toString("latin1"));
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 40, maxLength: 40 }), (texts) => {
        expect(argumentsOf(texts.map((text) => shellWord(text) ?? "null"))).toEqual(texts);
      }),
      { numRuns: 10 },
    );
  });

  it("holds nothing that steers a terminal", () => {
    for (const text of hostile) expect(shellWord(text)).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it("refuses a NUL byte", () => {
    expect(shellWord("a\0b")).toBeNull();
  });
});

describe("a printf command", () => {
  it("writes any bytes", () => {
    const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");
    for (const bytes of [all, "%d%%\\n", "'", "ends\n", "\0\0", ""]) {
      const run = spawnSync("sh", ["-c", printfCommand(bytes)]);
      expect(run.stdout.toString("latin1")).toBe(bytes);
    }
  });
});

it("texts are quoted for a shell where they need it", () => {
  expect(shellQuoted("/home/you/.aws/config")).toBe("/home/you/.aws/config");
  expect(shellQuoted("it's; rm")).toBe(`'it'\\''s; rm'`);
});
