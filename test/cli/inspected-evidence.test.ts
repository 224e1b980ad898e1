import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evidenceSource, inspectedStored } from "../../src/cli/inspected-evidence.ts";
import { openForWriting } from "../../src/evidence/evidence-database.ts";
import { openEvidenceReader } from "../../src/evidence/evidence-reader.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import { packHead } from "../../src/evidence/exchange-pack.ts";
import {
  atEpochMs,
  batchOf,
  emptyBatch,
  evidenceFile,
  mismatchExchange,
  testFolder,
  writerOptions,
} from "../support/evidence.ts";

const folder = testFolder();

describe("an evidence file as a source", () => {
  it("gives its exchanges in order, and each again by its place", () => {
    const source = evidenceSource(evidenceFile(join(folder, "three.sqlite"), 3));
    const first = source.next(2);
    const rest = source.next(200);
    const ids = [...first, ...rest].map(({ exchange }) => exchange.examination.id);
    expect(ids).toEqual(["run-0", "run-1", "run-2"]);
    expect(source.next(200)).toEqual([]);
    const [, second] = [...first, ...rest];
    expect(source.exchange(second?.place ?? 0)?.examination.id).toBe("run-1");
    expect(source.exchange(9999)).toBeNull();
    expect(source.notes()).toEqual([]);
    source.close();
  });

  it("goes on with what is written while it is read, and says what was not stored", () => {
    const path = join(folder, "live.sqlite");
    const writer = openEvidenceWriter(writerOptions(path), atEpochMs);
    const source = evidenceSource(path);
    expect(source.next(10)).toEqual([]);
    writer.write(batchOf(mismatchExchange("one")), atEpochMs);
    expect(source.next(10).map(({ exchange }) => exchange.examination.id)).toEqual(["one"]);
    const lost = {
      exchanges: 4,
      reason: "queue-full" as const,
      fromEpochMs: atEpochMs,
      untilEpochMs: atEpochMs,
    };
    writer.write({ ...emptyBatch, lost }, atEpochMs);
    expect(source.next(10)).toEqual([]);
    expect(source.notes()).toEqual(["4 requests passed that the evidence does not hold."]);
    source.close();
    writer.close(atEpochMs);
  });

  it("shows what is under way while a run writes the file, and what was when it ended", () => {
    const path = join(folder, "under-way.sqlite");
    const writer = openEvidenceWriter(writerOptions(path), atEpochMs);
    const source = evidenceSource(path);
    expect(source.underWay?.().size).toBe(0);
    const { exchange } = mismatchExchange("slow");
    writer.write({ ...emptyBatch, underWay: [packHead("slow", exchange.request)] }, atEpochMs);
    const shown = source.underWay?.().get("slow")?.();
    expect(shown).toMatchObject({
      underWay: true,
      interrupted: null,
      examination: { id: "slow", endpoint: { service: "s3" } },
    });
    rmSync(`${path}-lock`);
    expect(source.underWay?.().get("slow")?.()).toMatchObject({
      interrupted:
        "interrupted: countersign ended while the request was under way, or could not store its end",
    });
    writer.write(batchOf(mismatchExchange("slow")), atEpochMs);
    expect(source.underWay?.().size).toBe(0);
    expect(source.next(10).map(({ exchange: { totalMs } }) => totalMs)).toEqual([30]);
    source.close();
    writer.close(atEpochMs);
  });

  it("leaves out what strangers broke, and counts it", () => {
    const path = evidenceFile(join(folder, "broken.sqlite"), 3);
    const database = openForWriting(path);
    database.exec('UPDATE records SET record = \'{"kind":"exchange"}\' WHERE sequence = 3');
    database.exec("UPDATE records SET record = CAST(x'ff00fe' AS TEXT) WHERE sequence = 4");
    database.close();
    const source = evidenceSource(path);
    expect(source.next(10).map(({ exchange }) => exchange.examination.id)).toEqual(["run-0"]);
    expect(source.exchange(3)).toBeNull();
    expect(source.notes()).toEqual(["2 records cannot be read and are left out."]);
    source.close();
  });

  it("shows the head of what was interrupted", () => {
    const reader = openEvidenceReader(evidenceFile(join(folder, "one.sqlite"), 1));
    const [stored] = [...reader.items()];
    if (stored?.kind !== "exchange") throw new Error("no exchange");
    const shown = inspectedStored({ ...stored, state: "interrupted", examination: null, response: null });
    expect(shown.examination).toMatchObject({
      verdict: "unverifiable",
      request: { method: stored.request.method },
    });
    expect(shown.interrupted).toBe("interrupted");
    reader.close();
  });
});
