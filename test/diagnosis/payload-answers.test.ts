import { expect, it } from "vitest";
import { exampleResponse } from "../../src/diagnosis/example.ts";
import { reportedPayload } from "../../src/diagnosis/payload-answers.ts";
import type { ServerAnswer } from "../../src/diagnosis/server-answer.ts";
import { serverAnswer } from "../../src/diagnosis/server-answer.ts";
import { contextOf } from "../support/context-of.ts";

const message = "Missing required header for this request: x-amz-content-sha256";
const answer: ServerAnswer = serverAnswer(
  exampleResponse(400, [], `<Error><Code>InvalidRequest</Code><Message>${message}</Message></Error>`),
);

it("repeats an answer of its kind alone, and only where nothing was seen", () => {
  const context = { ...contextOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" }), answer };
  expect([...reportedPayload(context, "missing", () => [])].map(({ detail }) => detail)).toEqual([
    `AWS answered: ${message}`,
  ]);
  expect([...reportedPayload(context, "changed", () => [])]).toEqual([]);
  expect([...reportedPayload(context, "missing", () => [{ detail: "seen", evidence: {} }])]).toEqual([]);
});
