import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCapture } from "../../src/cli/compare-source.ts";
import type { Settings } from "../../src/cli/settings.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import { examinationJson } from "../../src/report/examination-json.ts";
import { atEpochMs, batchOf, exchangeOf, testFolder, writerOptions } from "../support/evidence.ts";
import { httpFile } from "../support/http-files.ts";
import { quietContext } from "../support/quiet-context.ts";

const folder = testFolder();
const context = quietContext(folder, folder);
const settings = {
  ...{ credentials: [], defaultCredentials: false, signingKey: [], learn: true },
  ...{ now: null, scheme: null, format: null },
} as unknown as Settings;
const recipe: ExampleRecipe = { method: "PUT", url: "https://b.s3.us-east-1.amazonaws.com/a", body: "hello" };
const { request } = signedExample(recipe);
const { examination, exchange } = exchangeOf("7", { ...request, receivedAtEpochMs: 1_767_323_045_123 });
const json = { ...examinationJson(examination, { signature: "short" }), time: "2026-01-02T03:04:05.123Z" };

async function read(name: string) {
  const { places, ...told } = await readCapture(name, settings, context);
  const seen = places.map(({ id, claim, timeEpochMs }) => [
    id,
    claim.providedSignature?.slice(0, 8),
    timeEpochMs,
  ]);
  return { ...told, seen };
}

describe("a capture to compare", () => {
  const signature = examination.reading.kind === "read" ? examination.reading.envelope.providedSignature : "";
  const mark = signature.slice(0, 8);

  it("is any input of explain", async () => {
    writeFileSync(join(folder, "one.http"), httpFile(request));
    expect(await read("one.http")).toEqual({ faults: [], notes: [], seen: [["1", mark, null]] });
    expect(await read("none.http")).toMatchObject({
      faults: ["none.http: the file cannot be read: there is no such file (ERR_FILE_UNREADABLE)"],
    });
  });

  it("is a log, with its events passed over and requests inside others left out", async () => {
    const inner = { ...json, id: "7.1", nested: { kind: "url", place: "body", within: "7" } };
    const lines = [{ event: "listening" }, { level: "info", event: "examination", ...json }, inner];
    writeFileSync(join(folder, "log.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
    expect(await read("log.jsonl")).toEqual({
      ...{ faults: [], notes: [] },
      seen: [["7", mark, 1_767_323_045_123]],
    });
  });

  it("is evidence", async () => {
    const writer = openEvidenceWriter(writerOptions(join(folder, "seen.sqlite")), atEpochMs);
    writer.write(batchOf({ examination, exchange }), atEpochMs);
    writer.close(atEpochMs);
    expect(await read("seen.sqlite")).toEqual({
      ...{ faults: [], notes: [] },
      seen: [["7", mark, 1_767_323_045_123]],
    });
    writeFileSync(join(folder, "torn.sqlite"), "SQLite format 3\0 and nothing more");
    expect((await read("torn.sqlite")).faults[0]).toMatch(/^torn.sqlite: .*\(ERR_[A-Z_]+\)$/);
  });
});
