import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fallbackSettings } from "../../src/cli/options.ts";
import type { ReplayReading } from "../../src/cli/replay-source.ts";
import { replayables } from "../../src/cli/replay-source.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import { atEpochMs, batchOf, mismatchExchange, writerOptions } from "../support/evidence.ts";
import { httpFile } from "../support/http-files.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { quietContext } from "../support/quiet-context.ts";

const folder = testFolder("replay-source");
mkdirSync(join(folder, ".countersign/evidence"), { recursive: true });
for (const [file, id] of [
  [join(folder, "a.sqlite"), "a-1"],
  [join(folder, ".countersign/evidence/2026-01-02T03-04-05Z-1.sqlite"), "old-1"],
  [join(folder, ".countersign/evidence/2026-01-03T03-04-05Z-1.sqlite"), "new-1"],
] as const) {
  const writer = openEvidenceWriter(writerOptions(file), atEpochMs);
  writer.write(batchOf(mismatchExchange(id), mismatchExchange(`${id}-b`)), atEpochMs);
  writer.close(atEpochMs);
}
writeFileSync(
  join(folder, "case.http"),
  httpFile(signedExample({ url: "https://a.s3.us-east-1.amazonaws.com/" }).request),
);

async function read(
  words: readonly string[],
  from: string | null = null,
  home = folder,
): Promise<ReplayReading[]> {
  const all: ReplayReading[] = [];
  const settings = { ...fallbackSettings(), defaultCredentials: false };
  for await (const one of replayables(words, from, settings, quietContext(folder, home))) all.push(one);
  return all;
}

const ids = (all: readonly ReplayReading[]): string[] =>
  all.map((one) => ("refused" in one ? `refused ${one.refused}` : one.id));

describe("requests to be sent again", () => {
  it("come from files that explain reads", async () => {
    const [one] = await read(["case.http"]);
    expect(one).toMatchObject({
      id: "1",
      verdict: "unverifiable",
      before: null,
      request: { method: "GET", target: "/" },
    });
  });

  it("come from evidence, whole or by id, with what became of them", async () => {
    expect(ids(await read(["a.sqlite"]))).toEqual(["a-1", "a-1-b"]);
    const [one] = await read(["a-1-b"], "a.sqlite");
    expect(one).toMatchObject({ id: "a-1-b", before: { status: 200 } });
    expect(one && "request" in one ? Buffer.from(one.request.body.content ?? []).toString() : "").toBe("{}");
  });

  it("are looked up in the newest evidence of earlier runs", async () => {
    expect(ids(await read(["new-1", "old-1"]))).toEqual([
      "new-1",
      expect.stringMatching(/^refused old-1: there is no such file, and no such request in .*2026-01-03/),
    ]);
  });

  it("are refused where there is nothing to look in", async () => {
    await expect(read(["x"], null, "")).rejects.toMatchObject({ code: "ERR_FILE_UNREADABLE" });
  });
});
