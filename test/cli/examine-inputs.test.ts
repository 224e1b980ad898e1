import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CommandContext } from "../../src/cli/command-context.ts";
import { examineInputs } from "../../src/cli/examine-inputs.ts";
import { fallbackSettings } from "../../src/cli/options.ts";
import { openOutput } from "../../src/cli/output.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { exampleIni, httpFile } from "../support/http-files.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("examine-inputs");
writeFileSync(join(folder, "known.ini"), exampleIni);
writeFileSync(
  join(folder, "a.http"),
  httpFile(signedExample({ url: "https://sts.amazonaws.com/", service: "sts" }).request),
);

const context: CommandContext = {
  environment: {},
  workingFolder: folder,
  home: folder,
  output: openOutput({}),
  version: "0",
  finish: () => undefined,
};

async function results(inputs: readonly string[], credentials: readonly string[]) {
  const settings = { ...fallbackSettings(), defaultCredentials: false, credentials };
  const examined = await examineInputs(inputs, settings, context);
  const found: unknown[] = [];
  for await (const one of examined.results)
    found.push(
      one.kind === "examined"
        ? [one.examination.input, one.examination.verdict]
        : [one.input, one.refusal.code],
    );
  return { found, knowsAny: examined.knowsAny() };
}

describe("inputs under examination", () => {
  it("give their results in order, what cannot be read among them", async () => {
    expect(await results(["a.http", "none.http", "a.http"], ["known.ini"])).toEqual({
      found: [
        ["a.http", "valid"],
        ["none.http", "ERR_FILE_UNREADABLE"],
        ["a.http", "valid"],
      ],
      knowsAny: true,
    });
  });

  it("are unverifiable where no secret is known", async () => {
    expect(await results(["a.http"], [])).toEqual({ found: [["a.http", "unverifiable"]], knowsAny: false });
  });
});
