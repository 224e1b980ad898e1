import { describe, expect, it } from "vitest";
import { exampleResponse } from "../../src/diagnosis/example.ts";
import { beginning, departureWeight, placeOf, streamFaults } from "../../src/diagnosis/stream-words.ts";
import type { BadSignature } from "../../src/sigv4/chained-signature.ts";
import type { ChunkVariant } from "../../src/sigv4/chunk-variants.ts";
import { contextOf } from "../support/context-of.ts";

const bad = (kind: BadSignature["kind"], parts: readonly ChunkVariant["part"][] | null): BadSignature => ({
  kind,
  index: 2,
  offset: 300,
  bytes: 100,
  provided: "a",
  calculated: "b",
  stringToSign: "c",
  reproducedBy: parts === null ? null : parts.map((part) => ({ part, value: null, words: part })),
});

describe("streamFaults", () => {
  it.each([
    ["chunk", null, ["chain"]],
    ["chunk", ["previous"], ["chain"]],
    ["chunk", ["timestamp"], ["timestamp"]],
    ["chunk", ["timestamp", "middle"], ["timestamp", "chain"]],
    ["trailer", null, ["trailer"]],
    ["trailer", ["prefix"], ["trailer"]],
    ["trailer", ["previous"], ["chain"]],
    ["event", ["timestamp"], ["event"]],
  ] as const)("sorts a %s with %j to %j", (kind, parts, faults) => {
    expect([...streamFaults(bad(kind, parts))]).toEqual(faults);
  });
});

it("names a place by index and byte", () => {
  expect(placeOf(bad("chunk", null))).toBe(
    "chunk 2 (100 bytes of data, at byte 300 of the body; chunks count from 0)",
  );
  expect(placeOf(bad("event", null))).toContain("events count from 0");
  expect(placeOf(bad("trailer", null))).toBe("the trailer (at byte 300 of the body)");
});

it("shows no signature whole", () => {
  expect(beginning("0055627c9e194cb4542bae2aa5492e3c")).toBe("0055627c…");
  expect(beginning("short")).toBe("short");
});

it("weighs a departure by host and answer", () => {
  const aws = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" };
  const store = { url: "https://storage.example.com/a" };
  expect(departureWeight(contextOf(aws))).toBe("error");
  expect(departureWeight(contextOf(store))).toBe("warning");
  expect(departureWeight(contextOf({ ...aws, response: exampleResponse(200, [], "") }))).toBeNull();
  expect(departureWeight(contextOf({ ...aws, response: exampleResponse(400, [], "") }))).toBe("error");
});
