import { Command } from "commander";
import { describe, expect, it } from "vitest";
import type { CommandContext } from "../../src/cli/command-context.ts";
import { withSettings } from "../../src/cli/command-context.ts";
import { openOutput } from "../../src/cli/output.ts";

describe("withSettings", () => {
  it("gives the action its settings and words, and passes its exit status on", async () => {
    const finished: number[] = [];
    const context: CommandContext = {
      environment: { COUNTERSIGN_HOST: "::1" },
      workingFolder: "/nonexistent",
      home: "",
      output: openOutput({}),
      version: "0",
      finish: (status) => finished.push(status),
    };
    const seen: unknown[] = [];
    const command = new Command().argument("[words...]");
    withSettings(command, ["port", "host"], context, async ({ port, host }, words) => {
      seen.push(port, host, words);
      return 7;
    });
    await command.parseAsync(["--port", "1234", "a", "b"], { from: "user" });
    expect([seen, finished]).toEqual([[1234, "::1", ["a", "b"]], [7]]);
  });
});
