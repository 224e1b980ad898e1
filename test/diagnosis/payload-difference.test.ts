import { expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import {
  differenceObservation,
  payloadDifference,
  shownAccident,
} from "../../src/diagnosis/payload-difference.ts";
import type { RuleContext } from "../../src/diagnosis/rule.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";

const put = { method: "PUT", url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" };
const sends =
  (text: string, length = text.length) =>
  (request: ReturnType<typeof signedExample>["request"]) => ({
    ...withHeader(request, "Content-Length", String(length)),
    body: wholeBody(latin1Bytes(text)),
  });

function contextOf(recipe: ExampleRecipe): RuleContext {
  const { request, response, knowledge, nowEpochMs } = signedExample(recipe);
  const subject = { id: "1", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  return examined(subject, createExaminer(knowledge, [])).context;
}

it.each([
  ["text", "text\n", "changed"],
  ["text", "other", "changed"],
  ["a=1%202", "a=1+2", "form"],
  ["\u00fc", "\u00c3\u00bc", "charset"],
  ["", "text", "accident"],
  ["{}", "", "accident without body"],
])("names the class of %j sent as %j", (body, sent, cause) => {
  expect(payloadDifference(contextOf({ ...put, body, sent: sends(sent) }))?.cause).toBe(cause);
});

it("says nothing where hash and body agree, outside S3, or where the capture is not whole", () => {
  expect(payloadDifference(contextOf({ ...put, body: "text" }))).toBeNull();
  expect(payloadDifference(contextOf({ ...put, body: "text", sent: sends("", 4) }))).toBeNull();
  const table = { method: "POST", url: "https://dynamodb.us-east-1.amazonaws.com/", service: "dynamodb" };
  expect(payloadDifference(contextOf({ ...table, body: "text", sent: sends("other") }))).toBeNull();
});

it("is a proof where the signature is right, and a sight where it is not", () => {
  const right = contextOf({ ...put, body: "text", sent: sends("other") });
  const found = payloadDifference(right);
  if (!found) throw new Error("this is a bug: no difference");
  expect(differenceObservation(right, found).proven).toBe(true);
  expect(differenceObservation(right, found).detail).toContain("The signature itself is right.");
  expect(differenceObservation({ ...right, verdict: "mismatch" }, found).proven).toBeUndefined();
});

it("shows an accident as text", () => {
  expect(shownAccident("")).toBe("an empty text");
  expect(shownAccident("{}")).toBe('"{}"');
});
