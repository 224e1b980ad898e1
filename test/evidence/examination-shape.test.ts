import { describe, expect, it } from "vitest";
import {
  examinationShape,
  members,
  number,
  optional,
  orNull,
  text,
} from "../../src/evidence/examination-shape.ts";
import { storedRecord } from "../../src/evidence/stored-record.ts";
import { atEpochMs, mismatchExchange } from "../support/evidence.ts";

const { examination } = storedRecord(
  { ...mismatchExchange("a-1"), endedAtEpochMs: atEpochMs },
  "redacted",
  (value) => value,
).exchange;
const right = examination as unknown as Readonly<Record<string, unknown>>;

describe("the shape of a stored examination", () => {
  it("is that of one that was stored", () => {
    expect(examinationShape(right)).toBe(true);
    expect(examinationShape({ ...right, nested: { kind: "iam-token", place: "p", within: null } })).toBe(
      true,
    );
  });

  it.each([
    ["verdict", "fine"],
    ["endpoint", { service: 5 }],
    ["envelope", null],
    ["envelope", { ...(right.envelope as object), signedHeaders: "host" }],
    ["findings", [{ rule: "a" }]],
    ["causes", [1]],
    ["proof", { of: "nothing" }],
    ["prediction", { status: "403", code: null, message: null }],
    ["response", { status: 403, code: 5, message: null, requestId: null, serverDate: null, agrees: null }],
    ["response", { status: 403, code: null, message: null, requestId: null, serverDate: 7, agrees: null }],
    ["search", { tried: "1" }],
    ["nested", null],
    ["nested", { within: 5 }],
    ["legs", [{ from: "client", to: "wire", same: false, changes: [{}] }]],
    ["incident", { id: "i" }],
    ["schema", "countersign.examination/2"],
  ])("is not that of one whose %s is %j", (name, value) => {
    expect(examinationShape({ ...right, [name]: value })).toBe(false);
  });

  it("is made of small ones", () => {
    expect([text(""), text(1), number(1), number(Number.POSITIVE_INFINITY), number("1")]).toEqual([
      ...[true, false, true, false, false],
    ]);
    expect([orNull(text)(null), orNull(text)(undefined), optional(text)(undefined)]).toEqual([
      true,
      false,
      true,
    ]);
    expect([members({ a: text })({ a: "", b: 1 }), members({})([]), members({})(null)]).toEqual([
      ...[true, false, false],
    ]);
  });
});
