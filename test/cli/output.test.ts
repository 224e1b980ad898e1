import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { builtProgram } from "../support/piped-countersign.ts";

const output = new URL("./cli/output.js", `file://${builtProgram}`).href;

/** Runs a script in a process of its own, as the standard streams cannot be replaced in this one. */
function run(code: string, environment: Record<string, string> = {}) {
  const script = `import { openOutput } from ${JSON.stringify(output)};\n${code}`;
  const words = ["--input-type=module", "--eval", script];
  return spawnSync(process.execPath, words, {
    encoding: "utf8",
    maxBuffer: 1e9,
    env: { PATH: process.env.PATH ?? "", ...environment },
  });
}

describe("openOutput", () => {
  it("writes lines to both streams and everything before it closes", () => {
    const { stdout, stderr } = run(
      `const o = openOutput({}); for (let n = 0; n < 3; n += 1) o.out(String(n)); o.err("e"); await o.close(); process.exit(0);`,
    );
    expect([stdout, stderr]).toEqual(["0\n1\n2\n", "e\n"]);
  });

  it("colours nothing into a pipe", () => {
    const { stdout } = run("const o = openOutput({}); o.out(JSON.stringify(o.colour)); await o.close();", {
      FORCE_COLOR: "1",
    });
    expect(stdout).toBe('{"out":false,"err":false}\n');
  });

  it("keeps up with a reader however much is written", () => {
    const { stdout } = run(
      `const o = openOutput({}); for (let n = 0; n < 60; n += 1) { o.out("x".repeat(1e6)); await o.keptUp(); } o.err(String(o.dropped())); await o.close();`,
    );
    expect(stdout.length).toBe(60 * 1_000_001);
  });
});
