import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordShape } from "../../src/evidence/record-shape.ts";

const gap = { kind: "gap", from: "a", until: "b", reason: "disk-full", exchanges: 1 };

describe("the shape of a record", () => {
  it("is that of a note, a gap or an exchange", () => {
    expect(recordShape('{"kind":"note"}')).toEqual({ kind: "note" });
    expect(recordShape(JSON.stringify(gap))).toEqual(gap);
  });

  it.each([
    "",
    "null",
    "[]",
    '"x"',
    '{"kind":"other"}',
    '{"kind":"exchange"}',
    '{"kind":"exchange","id":"a","state":"complete","request":{},"timings":{}}',
    JSON.stringify({ ...gap, exchanges: "1" }),
    `{"kind":"note","of":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
  ])("is nothing else: %.80s", (record) => {
    expect(recordShape(record)).toBeNull();
  });

  it("is looked at without failing, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (record) => {
        expect(recordShape(record)).toBeNull();
      }),
    );
  });
});
