import { expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { speaksOfAnother } from "../../src/diagnosis/replayed-answer.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

function said(elements: (signature: string) => string): string | null {
  const own =
    /Signature=([0-9a-f]{64})/.exec(JSON.stringify(signedExample({ url }).request.headers))?.[1] ?? "";
  const body = `<Error><Code>SignatureDoesNotMatch</Code>${elements(own)}</Error>`;
  const { request, response, knowledge, nowEpochMs } = signedExample({
    url,
    response: exampleResponse(403, [], body),
  });
  const subject = { id: "1", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  const { context } = examined(subject, createExaminer(knowledge, []));
  if (!context.answer) throw new Error("this is a bug: the example has no answer");
  return speaksOfAnother({ ...context, answer: context.answer });
}

it("knows another signature and another date", () => {
  const other = "ab".repeat(32);
  expect(said(() => `<SignatureProvided>${other}</SignatureProvided>`)).toContain(other);
  const text = (date: string) =>
    `<StringToSign>AWS4-HMAC-SHA256\n${date}\n20260102/us-east-1/s3/aws4_request\n${other}</StringToSign>`;
  expect(said(() => text("20260102T020000Z"))).toContain("dated 20260102T020000Z");
  expect(said(() => text("20260102T030405Z"))).toBeNull();
});

it("says nothing of an answer to this very request", () => {
  expect(said((own) => `<SignatureProvided>${own}</SignatureProvided>`)).toBeNull();
  expect(said(() => "")).toBeNull();
});
