import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openEvidenceReader } from "../../src/evidence/evidence-reader.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import { packHead } from "../../src/evidence/exchange-pack.ts";
import { verifyEvidence } from "../../src/evidence/verify-evidence.ts";
import {
  atEpochMs,
  batchOf,
  emptyBatch,
  exchangeOf,
  mismatchExchange,
  plainRequest,
  testFolder,
  writerOptions,
} from "../support/evidence.ts";

const folder = testFolder();

function items(path: string): unknown[] {
  const reader = openEvidenceReader(path);
  const found = [...reader.items()].map((item) =>
    item.kind === "gap" ? [item.reason, item.exchanges] : [item.id, item.state],
  );
  reader.close();
  return found;
}

describe("the writer", () => {
  it("writes a batch in one transaction, and what was under way until it is over", () => {
    const path = join(folder, "a.sqlite");
    const writer = openEvidenceWriter(writerOptions(path), atEpochMs);
    const { exchange } = mismatchExchange("r-1");
    expect(
      writer.write(
        { ...emptyBatch, underWay: [packHead("r-1", exchange.request), packHead("r-9", exchange.request)] },
        atEpochMs,
      ),
    ).toEqual({ kind: "written", stored: 0, trouble: null });
    expect(items(path)).toEqual([
      ["r-1", "interrupted"],
      ["r-9", "interrupted"],
    ]);
    expect(
      writer.write(
        { ...batchOf(mismatchExchange("r-1"), mismatchExchange("r-2")), forgotten: ["r-9"] },
        atEpochMs,
      ),
    ).toEqual({ kind: "written", stored: 2, trouble: null });
    expect(items(path)).toEqual([
      ["r-1", "complete"],
      ["r-2", "complete"],
    ]);
    expect(writer.close(atEpochMs)).toEqual({ kind: "closed", stored: 0, trouble: null });
    expect(verifyEvidence(path)).toMatchObject({ holds: true, records: 4, unsignedTail: 0 });
  });

  it("signs the head every thousand records and every minute", () => {
    const path = join(folder, "b.sqlite");
    const writer = openEvidenceWriter(writerOptions(path), atEpochMs);
    writer.write(batchOf(mismatchExchange("r-1")), atEpochMs + 59_000);
    expect(verifyEvidence(path).signedUpTo).toBe(0);
    writer.write(batchOf(mismatchExchange("r-2")), atEpochMs + 61_000);
    expect(verifyEvidence(path).signedUpTo).toBe(3);
    writer.close(atEpochMs);
  });

  it("makes a gap of what has no room, and goes on when there is room again", () => {
    const path = join(folder, "c.sqlite");
    const writer = openEvidenceWriter(writerOptions(path, { freeSpaceFloorBytes: 1e18 }), atEpochMs);
    expect(writer.write(batchOf(mismatchExchange("r-1")), atEpochMs)).toEqual({
      kind: "written",
      stored: 0,
      trouble: "disk-full",
    });
    expect(writer.write(batchOf(mismatchExchange("r-2")), atEpochMs + 10)).toEqual({
      kind: "written",
      stored: 0,
      trouble: "disk-full",
    });
    writer.close(atEpochMs + 20);
    expect(items(path)).toEqual([["disk-full", 2]]);
    expect(verifyEvidence(path).holds).toBe(true);
    const again = openEvidenceWriter(writerOptions(path), atEpochMs);
    again.write(
      {
        ...emptyBatch,
        lost: { exchanges: 3, fromEpochMs: atEpochMs, untilEpochMs: atEpochMs, reason: "queue-full" },
      },
      atEpochMs,
    );
    again.close(atEpochMs);
    expect(items(path)).toEqual([
      ["disk-full", 2],
      ["queue-full", 3],
    ]);
  });

  it("stops at the size a file may have", () => {
    const path = join(folder, "d.sqlite");
    const writer = openEvidenceWriter(writerOptions(path, { largestFileBytes: 4096 }), atEpochMs);
    expect(writer.write(batchOf(mismatchExchange("r-1")), atEpochMs).trouble).toBe("size-limit");
    writer.close(atEpochMs);
  });

  it("counts long bodies for that size, those of earlier runs too", () => {
    const path = join(folder, "g.sqlite");
    const more = { largestFileBytes: 160_000, keepBodies: "full" as const, spoolAboveBytes: 1000 };
    const long = (id: string): ReturnType<typeof exchangeOf> =>
      exchangeOf(id, plainRequest([], id.repeat(50_000)));
    const writer = openEvidenceWriter(writerOptions(path, more), atEpochMs);
    expect(writer.write(batchOf(long("r-1")), atEpochMs).trouble).toBeNull();
    expect(writer.write(batchOf(long("r-2")), atEpochMs).trouble).toBe("size-limit");
    writer.close(atEpochMs);
    const again = openEvidenceWriter(writerOptions(path, more), atEpochMs);
    expect(again.write(batchOf(mismatchExchange("r-3")), atEpochMs).trouble).toBe("size-limit");
    again.close(atEpochMs);
  });

  it("is one for a file", () => {
    const path = join(folder, "e.sqlite");
    const writer = openEvidenceWriter(writerOptions(path), atEpochMs);
    expect(() => openEvidenceWriter(writerOptions(path), atEpochMs)).toThrow(
      expect.objectContaining({ code: "ERR_EVIDENCE_IN_USE" }),
    );
    writer.close(atEpochMs);
  });
});
