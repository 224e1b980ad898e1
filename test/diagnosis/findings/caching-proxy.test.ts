import { expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import type { RawHeaders } from "../../../src/http/raw-headers.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const refusal = (headers: RawHeaders, elements = "") =>
  exampleResponse(
    403,
    headers,
    `<Error><Code>AccessDenied</Code><Message>Access Denied</Message>${elements}</Error>`,
  );
const caching = (findings: readonly string[]): readonly string[] =>
  findings.filter((line) => line.startsWith("caching-proxy"));

it("reads an answer to another signature that came out of a cache", async () => {
  const elements = `<SignatureProvided>${"ab".repeat(32)}</SignatureProvided>`;
  const response = refusal([["X-Cache", "HIT"]], elements);
  expect(await causesOf({ url, response })).toContain("caching-proxy");
});

it("is the only cause where an old mismatch comes out of a cache", async () => {
  const response = exampleResponse(
    403,
    [
      ["Age", "7180"],
      ["X-Cache", "Hit from cloudfront"],
    ],
    `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><StringToSign>AWS4-HMAC-SHA256\n20260102T010405Z\n20260102/us-east-1/s3/aws4_request\n${"4059c93976fdab40".repeat(4)}</StringToSign><SignatureProvided>${"ab".repeat(32)}</SignatureProvided></Error>`,
  );
  expect(await causesOf({ url, response })).toEqual(["caching-proxy"]);
});

it("reads an answer that is older than the request", async () => {
  const response = refusal([
    ["Date", "Fri, 02 Jan 2026 02:04:00 GMT"],
    ["Age", "3606"],
  ]);
  expect(caching(await findingsOf({ url, response }))).toEqual(["caching-proxy reported error"]);
});

it("reads an answer whose string to sign has another date", async () => {
  const text =
    "<StringToSign>AWS4-HMAC-SHA256\n20260102T020000Z\n20260102/us-east-1/s3/aws4_request\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855</StringToSign>";
  const response = refusal([["X-Cache", "Hit from cloudfront"]], text);
  expect(caching(await findingsOf({ url, response }))).toEqual(["caching-proxy reported error"]);
});

it("knows the same answer given twice", async () => {
  const response = refusal([["x-amz-request-id", "4442587FB7D0A2F9"]]);
  const earlier = signedExample({ url: `${url}?first`, response });
  const example = {
    ...signedExample({ url, response }),
    related: [{ id: "a", distance: -3, request: earlier.request, response }],
  };
  expect((await examined(example)).causes).toContain("caching-proxy");
});

it("suspects a cache by its mark alone", async () => {
  expect(caching(await findingsOf({ url, response: refusal([["X-Cache", "HIT"]]) }))).toEqual([
    "caching-proxy suspected error",
  ]);
});

it("sees a whole file given for a part", async () => {
  const response = exampleResponse(200, [["Age", "12"]], "whole");
  const recipe = { url, unsignedHeaders: [["Range", "bytes=0-1"]] as const, response };
  expect(await findingsOf(recipe)).toEqual(["caching-proxy observed warning"]);
});

it("finds nothing in fresh answers and in files from a cache", async () => {
  expect(
    caching(await findingsOf({ url, response: refusal([["X-Cache", "Error from cloudfront"]]) })),
  ).toEqual([]);
  expect(caching(await findingsOf({ url, response: refusal([["Age", "0"]]) }))).toEqual([]);
  expect(await findingsOf({ url, response: exampleResponse(200, [["Age", "12"]], "whole") })).toEqual([]);
});
