import { expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { isSignedTwice } from "../../src/diagnosis/signed-twice.ts";

const twice = (query: string, authorization: string | null): boolean => {
  const { request, knowledge } = signedExample({
    url: `https://examplebucket.s3.us-east-1.amazonaws.com/a.txt${query}`,
    sent: (sent) => withHeader(sent, "Authorization", authorization),
  });
  const place = { id: "test", input: null, index: 0, selfCheck: null, nowEpochMs: null };
  return isSignedTwice(examined({ ...place, request, response: null }, createExaminer(knowledge)).context);
};

it.each([
  ["?X-Amz-Algorithm=AWS4-HMAC-SHA256", "Bearer x", true],
  ["?a=1&X-Amz-Signature=00", "Bearer x", true],
  ["?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=x", "Basic eA==", true],
  ["?Signature=x", "Bearer x", false],
  ["?X-Amz-Signature=00", null, false],
  ["", "Bearer x", false],
])("reads the query %j beside the header %j as %s", (query, authorization, expected) => {
  expect(twice(query, authorization)).toBe(expected);
});
