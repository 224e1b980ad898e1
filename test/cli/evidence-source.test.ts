import { describe, expect, it } from "vitest";
import { exportedEvidence } from "../../src/cli/evidence-source.ts";
import type { StoredExchange, StoredGap } from "../../src/report/stored-exchange.ts";
import { exportedSample } from "../support/exported-samples.ts";

const { examination } = exportedSample({ url: "https://sts.amazonaws.com/", service: "sts" });

const exchange: StoredExchange = {
  kind: "exchange",
  schema: "countersign.exchange/1",
  sequence: 1,
  id: "1",
  state: "complete",
  reason: null,
  receivedAt: null,
  connection: null,
  request: { ...examination.request, body: { kept: "absent", reason: "empty" } },
  response: null,
  selfCheck: null,
  timings: { waitMs: null, totalMs: null },
  examination,
  nested: [],
};

const gap: StoredGap = {
  kind: "gap",
  schema: "countersign.gap/1",
  sequence: 2,
  from: "2026-01-02T03:04:05.000Z",
  until: "2026-01-02T03:04:06.000Z",
  exchanges: 7,
  reason: "disk-full",
};

describe("evidence on its way to an export", () => {
  it("gives what was examined, and says what is missing", async () => {
    const notes: string[] = [];
    const found: string[] = [];
    const leftOut = { ...gap, exchanges: 2, reason: "right-and-many" as const };
    const items = [
      exchange,
      gap,
      leftOut,
      { ...exchange, id: "2", examination: null, state: "interrupted" as const },
    ];
    for await (const one of exportedEvidence(items, (note) => notes.push(note)))
      found.push(one.examination.id);
    expect(found).toEqual(["1"]);
    expect(notes).toEqual([
      "9 exchanges passed that the evidence does not hold (disk-full, right-and-many)",
      "1 exchanges were interrupted before they were examined and are left out",
    ]);
  });

  it("says nothing where nothing is missing", async () => {
    const notes: string[] = [];
    for await (const one of exportedEvidence([exchange], (note) => notes.push(note)))
      expect(one.examination.id).toBe("1");
    expect(notes).toEqual([]);
  });
});
