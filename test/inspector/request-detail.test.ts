import { describe, expect, it } from "vitest";
import { memorySource } from "../../src/cli/inspected-memory.ts";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import { requestDetail, wordsOf } from "../../src/inspector/request-detail.ts";
import type { RowIndex } from "../../src/inspector/row-index.ts";
import { openRowIndex } from "../../src/inspector/row-index.ts";
import { parseFilter } from "../../src/report/filter-expression.ts";
import { inspectedSample } from "../support/inspector-fixture.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const right = (time: string): ReturnType<typeof inspectedSample> => inspectedSample({ url }, "1", time);
const wrong = inspectedSample(contentTypeChanged.example(), "2", "2026-01-02T03:04:10.000Z");

function indexOf(...exchanges: ReturnType<typeof inspectedSample>[]): RowIndex {
  const source = memorySource({ exchanges: 100, characters: 1e9 });
  for (const exchange of exchanges) source.add(exchange);
  const index = openRowIndex([source]);
  index.advance(1000);
  return index;
}

function detail(index: RowIndex, number: number, filterText = ""): ReturnType<typeof requestDetail> {
  const row = index.row(number);
  return row && requestDetail(index, row, { filter: parseFilter(filterText), filterText });
}

describe("the detail of a request", () => {
  const index = indexOf(right("2026-01-02T03:04:05.000Z"), wrong, right("2026-01-02T03:04:20.000Z"));

  it("has the exchange, its row and its neighbours in the list", () => {
    expect(detail(index, 2)).toMatchObject({ row: { number: 2 }, newer: 3, older: 1 });
    expect(detail(index, 3)).toMatchObject({ newer: null, older: 2 });
    expect(detail(index, 1)).toMatchObject({ newer: 2, older: null });
  });

  it("has the neighbours among those that the filter asks for, itself among them or not", () => {
    expect(detail(index, 3, "~verdict valid")).toMatchObject({ newer: null, older: 1 });
    expect(detail(index, 2, "~verdict valid")).toMatchObject({ newer: 3, older: 1 });
    expect(detail(index, 2, "(((")).toMatchObject({ newer: null, older: null });
  });

  it("names what has to do with it", () => {
    expect(detail(index, 1)?.related).toMatchObject([
      { why: "the same request, near in time", row: { number: 3 } },
    ]);
    const far = indexOf(right("2026-01-02T03:04:05.000Z"), right("2026-01-02T09:04:05.000Z"));
    expect(detail(far, 1)?.related).toEqual([]);
  });

  it("shows repeats of a fault", () => {
    const again = (count: number): typeof wrong => ({
      ...wrong,
      examination: {
        ...wrong.examination,
        incident: { id: "i", count, first: null, last: null, deterministic: true },
      },
    });
    const repeats = indexOf(again(1), again(2));
    expect(detail(repeats, 2)?.related).toMatchObject([{ why: "the same fault again", row: { number: 1 } }]);
  });

  it("is none where the exchange is gone", () => {
    expect(detail(index, 9)).toBeNull();
  });

  it("has the words of its findings' rules", () => {
    const finding = { ...wrong.examination.findings[0], rule: "content-type-changed" } as never;
    const words = wordsOf({ ...wrong, examination: { ...wrong.examination, findings: [finding] } });
    expect(words["content-type-changed"]?.why).not.toBe("");
    expect(words["content-type-changed"]?.spec).toMatch(/^https:\/\//);
  });
});
