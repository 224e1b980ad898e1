import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/program.ts";
import { builtProgram } from "../support/piped-countersign.ts";

const surroundings = { environment: {}, workingFolder: "/nonexistent", home: "", version: "1.2.3" };

describe("main", () => {
  it("gives the exit status and never rejects", async () => {
    expect(await main(["node", "countersign", "nonsense"], surroundings)).toBe(2);
  });

  it.runIf(process.platform === "linux")(
    "takes a signing key out of what others see of the process",
    async () => {
      const key = `AKID:20260102:us-east-1:sts:${"ab".repeat(32)}`;
      const child = spawn(
        process.execPath,
        [builtProgram, "explain", "--no-default-credentials", "--signing-key", key],
        {
          stdio: ["pipe", "ignore", "ignore"],
        },
      );
      const shown = (): string => readFileSync(`/proc/${child.pid}/cmdline`, "latin1");
      await expect.poll(shown, { timeout: 10_000 }).not.toContain("abab");
      expect(child.exitCode).toBeNull();
      child.stdin?.end();
      await new Promise((resolve) => child.once("exit", resolve));
    },
  );
});
