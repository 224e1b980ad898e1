import { expect, it } from "vitest";
import type { Subject } from "../../src/diagnosis/examine.ts";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { openPatience } from "../../src/search/patience.ts";

const example = (url: string): Subject => ({
  id: "1",
  input: null,
  index: 0,
  request: signedExample({ url }).request,
  response: null,
  selfCheck: null,
  nowEpochMs: null,
});
const one = example("https://examplebucket.s3.us-east-1.amazonaws.com/a");
const sameShape = example("https://examplebucket.s3.us-east-1.amazonaws.com/b");
const otherHost = example("https://other.s3.us-east-1.amazonaws.com/a");

it("gives all the time until a search found nothing, and then a tenth to requests of that shape alone", () => {
  const patience = openPatience();
  expect(patience.millisecondsFor(one, 2000)).toBe(2000);
  patience.ended(one, false);
  expect(patience.millisecondsFor(sameShape, 2000)).toBe(200);
  expect(patience.millisecondsFor(otherHost, 2000)).toBe(2000);
  const moreHeaders = { ...one, request: withHeader(one.request, "X-Trace", "1") };
  expect(patience.millisecondsFor(moreHeaders, 2000)).toBe(2000);
});

it("gives all the time again once a proof was found", () => {
  const patience = openPatience();
  patience.ended(one, false);
  patience.ended(sameShape, true);
  expect(patience.millisecondsFor(one, 2000)).toBe(2000);
});

it("forgets the shape unused longest", () => {
  const patience = openPatience(1);
  patience.ended(one, false);
  patience.ended(otherHost, false);
  expect(patience.millisecondsFor(one, 2000)).toBe(2000);
  expect(patience.millisecondsFor(otherHost, 2000)).toBe(200);
});
