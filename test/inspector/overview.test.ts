import { describe, expect, it } from "vitest";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import type { ExchangeRow } from "../../src/inspector/exchange-row.ts";
import { rowMaker } from "../../src/inspector/exchange-row.ts";
import { overviewOf } from "../../src/inspector/overview.ts";
import { inspectedSample } from "../support/inspector-fixture.ts";

const make = rowMaker();

function row(number: number, more: Partial<ExchangeRow>): ExchangeRow {
  const sample = inspectedSample(contentTypeChanged.example(), String(number));
  return { ...make(sample, { number, source: 0, place: number }), ...more };
}

const rows: ExchangeRow[] = [
  row(3, {
    timeEpochMs: 3000,
    client: "b",
    standing: "failed",
    causes: ["content-type-changed"],
    status: 403,
    code: "SignatureDoesNotMatch",
    skewSeconds: -400,
    totalMs: 9,
    service: "s3",
  }),
  row(2, {
    timeEpochMs: 2000,
    client: "a",
    standing: "passed",
    verdict: "valid",
    causes: [],
    status: 200,
    code: null,
    skewSeconds: 2,
    totalMs: 90,
    service: "s3",
  }),
  row(1, {
    timeEpochMs: 1000,
    client: "b",
    standing: "failed",
    causes: ["content-type-changed"],
    status: 403,
    code: "SignatureDoesNotMatch",
    skewSeconds: -300,
    totalMs: null,
    service: null,
  }),
];

describe("the overview", () => {
  const overview = overviewOf(rows);

  it("counts what fails, by cause, client, answer and service", () => {
    expect(overview).toMatchObject({ requests: 3, failed: 2, fromEpochMs: 1000, untilEpochMs: 3000 });
    expect(overview.verdicts).toEqual([
      ["mismatch", 2],
      ["valid", 1],
    ]);
    expect(overview.causes).toMatchObject([{ rule: "content-type-changed", requests: 2 }]);
    expect(overview.causes[0]?.title).not.toBe("");
    expect(overview.codes).toEqual([["403 SignatureDoesNotMatch", 2]]);
    expect(overview.services).toEqual([
      { name: "s3", requests: 2, failed: 1 },
      { name: "unknown", requests: 1, failed: 1 },
    ]);
  });

  it("shows whose clock is off, worst clients first", () => {
    expect(overview.clients).toEqual([
      { name: "b", requests: 2, failed: 2, skew: [-400, -300] },
      { name: "a", requests: 1, failed: 0, skew: [2, 2] },
    ]);
    expect(overview.skews.map(({ seconds }) => seconds)).toEqual([-400, 2, -300]);
  });

  it("spreads requests over the time", () => {
    expect(overview.spans).toHaveLength(48);
    expect(overview.spans[0]).toEqual({ right: 0, failed: 1, other: 0 });
    expect(overview.spans[24]).toEqual({ right: 1, failed: 0, other: 0 });
    expect(overview.spans[47]).toEqual({ right: 0, failed: 1, other: 0 });
    expect(overview.causes[0]?.spans.reduce((sum, count) => sum + count, 0)).toBe(2);
  });

  it("names the slowest and those that failed last", () => {
    expect(overview.slowest.map(({ number }) => number)).toEqual([2, 3]);
    expect(overview.failedLast.map(({ number }) => number)).toEqual([3, 1]);
  });

  it("is empty for nothing", () => {
    expect(overviewOf([])).toMatchObject({
      requests: 0,
      failed: 0,
      fromEpochMs: null,
      untilEpochMs: null,
      skews: [],
    });
  });

  it("shows at most 600 dots, from all of the time", () => {
    const many = Array.from({ length: 5000 }, (_, at) => ({ ...rows[0], timeEpochMs: at }) as ExchangeRow);
    const { skews } = overviewOf(many);
    expect(skews.length).toBeLessThanOrEqual(600);
    expect(skews.at(-1)?.atEpochMs).toBeGreaterThan(4980);
  });
});
