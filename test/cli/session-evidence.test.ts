import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fallbackSettings } from "../../src/cli/options.ts";
import { openSessionEvidence, stateFolder } from "../../src/cli/session-evidence.ts";
import { testFolder } from "../support/evidence.ts";

function options(
  home: string,
  evidence: string | null,
  notes: string[],
): Parameters<typeof openSessionEvidence>[0] {
  const context = { environment: {}, workingFolder: home, home, version: "0" } as never;
  return {
    settings: { ...fallbackSettings(), evidence },
    context,
    onExamination: () => undefined,
    onNote: (text) => notes.push(text),
  };
}

describe("the evidence of a session", () => {
  it("goes to a new file under the state folder, or where it was asked for, or nowhere", async () => {
    const home = testFolder();
    const usual = await openSessionEvidence(options(home, null, []));
    expect(usual?.file.startsWith(join(stateFolder(home), "evidence"))).toBe(true);
    await usual?.close();
    const chosen = await openSessionEvidence(options(home, "own.sqlite", []));
    expect(chosen?.file).toBe(join(home, "own.sqlite"));
    await chosen?.close();
    expect(await openSessionEvidence(options(home, "off", []))).toBeNull();
  });

  it("is not done without where it is strict", async () => {
    const home = testFolder();
    const strict = (evidence: string | null, at = home): Promise<unknown> => {
      const { settings, ...rest } = options(at, evidence, []);
      return openSessionEvidence({ ...rest, settings: { ...settings, evidenceStrict: true } });
    };
    await expect(strict("off")).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: "--evidence-strict needs evidence, and --evidence off keeps none",
    });
    await expect(strict(null, "")).rejects.toMatchObject({ code: "ERR_FILE_UNWRITABLE" });
    const opened = await openSessionEvidence({
      ...options(home, null, []),
      settings: { ...fallbackSettings(), evidenceStrict: true },
    });
    expect(typeof opened?.gate).toBe("function");
    await opened?.close();
    const usual = await openSessionEvidence(options(home, null, []));
    expect(usual?.gate).toBeNull();
    await usual?.close();
  });

  it("is told where there is no home, and refused where it was asked for", async () => {
    const notes: string[] = [];
    expect(await openSessionEvidence(options("", null, notes))).toBeNull();
    expect(notes).toEqual(["no evidence is kept: there is no home folder"]);
    await expect(openSessionEvidence(options("", "x.sqlite", []))).rejects.toMatchObject({
      code: "ERR_FILE_UNWRITABLE",
    });
  });
});
