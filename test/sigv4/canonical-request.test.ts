import { expect, it } from "vitest";
import { canonicalHeadersBlock, canonicalRequest } from "../../src/sigv4/canonical-request.ts";

const headers = [
  { name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8" },
  { name: "host", value: "iam.amazonaws.com" },
  { name: "x-amz-date", value: "20150830T123600Z" },
];

it("is the documented canonical request of IAM ListUsers", () => {
  const input = {
    method: "GET",
    canonicalUri: "/",
    canonicalQuery: "Action=ListUsers&Version=2010-05-08",
    headers,
    signedHeaders: ["content-type", "host", "x-amz-date"],
    payloadHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  };
  expect(canonicalRequest(input)).toBe(
    "GET\n/\nAction=ListUsers&Version=2010-05-08\ncontent-type:application/x-www-form-urlencoded; charset=utf-8\nhost:iam.amazonaws.com\nx-amz-date:20150830T123600Z\n\ncontent-type;host;x-amz-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});
it("ends each header line with a line feed", () => {
  expect(canonicalHeadersBlock(headers.slice(1))).toBe(
    "host:iam.amazonaws.com\nx-amz-date:20150830T123600Z\n",
  );
});
