import { expect, it } from "vitest";
import { exampleResponse } from "../../src/diagnosis/example.ts";
import { unflattenedCanonicalRequest, unflattenedStringToSign } from "../../src/diagnosis/flattened-texts.ts";
import { serverAnswer } from "../../src/diagnosis/server-answer.ts";
import { signedTexts } from "../../src/diagnosis/signed-texts.ts";

const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const lines = [
  "GET",
  "/orders/v0/orders",
  "CreatedAfter=2026-01-01&MarketplaceIds=A1",
  "host:sellingpartnerapi-eu.amazon.com",
  "user-agent:My host:port tool/1.0 (Language=PHP)",
  "x-amz-date:20260501T115911Z",
  "",
  "host;user-agent;x-amz-date",
  empty,
];
const stringToSign = `AWS4-HMAC-SHA256\n20260501T115911Z\n20260501/eu-west-1/execute-api/aws4_request\n${"4f".repeat(32)}`;

it("puts a canonical request back into lines, whether runs of blanks were kept or made one", () => {
  expect(unflattenedCanonicalRequest(lines.join(" "))).toBe(lines.join("\n"));
  expect(unflattenedCanonicalRequest(lines.join(" ").replace(/ +/g, " "))).toBe(lines.join("\n"));
});

it("puts an empty query back", () => {
  const bare = ["POST", "/", "", "host:sqs.us-east-1.amazonaws.com", "", "host", empty];
  expect(unflattenedCanonicalRequest(bare.join(" "))).toBe(bare.join("\n"));
  expect(unflattenedCanonicalRequest("POST / host:sqs.us-east-1.amazonaws.com host UNSIGNED-PAYLOAD")).toBe(
    "POST\n/\n\nhost:sqs.us-east-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD",
  );
});

it("puts a string to sign back into its four lines", () => {
  expect(unflattenedStringToSign(stringToSign.replaceAll("\n", " "))).toBe(stringToSign);
});

it.each([
  ["the lines themselves", lines.join("\n")],
  ["a header of the list that is not there", lines.join(" ").replace(" x-amz-date:", " date:")],
  ["no hash at the end", lines.slice(0, -1).join(" ")],
  ["four words before the headers", lines.join(" ").replace("GET ", "GET from ")],
  ["prose", "The request signature we calculated does not match the signature you provided."],
  ["nothing", ""],
  ["a hash alone", empty],
])("takes nothing for a canonical request that is not one in one line: %s", (_, text) => {
  expect(unflattenedCanonicalRequest(text)).toBeNull();
});

it.each([
  ["the lines themselves", stringToSign],
  ["three words", "AWS4-HMAC-SHA256 20260501T115911Z 20260501/eu-west-1/s3/aws4_request"],
  ["another algorithm", stringToSign.replaceAll("\n", " ").replace("AWS4", "AWS5")],
])("takes nothing for a string to sign that is not one in one line: %s", (_, text) => {
  expect(unflattenedStringToSign(text)).toBeNull();
});

it("reads the texts of an answer whose line feeds became blanks", () => {
  const message = `The request signature we calculated does not match the signature you provided. The Canonical String for this request should have been '${lines.join(" ")}' The String-to-Sign should have been '${stringToSign.replaceAll("\n", " ")}'`;
  const answer = serverAnswer(
    exampleResponse(403, [], JSON.stringify({ errors: [{ message, code: "InvalidSignature" }] })),
  );
  expect(answer.canonicalRequest).toBe(lines.join("\n"));
  expect(answer.stringToSign).toBe(stringToSign);
  expect(signedTexts(answer.canonicalRequest, answer.stringToSign)?.input?.headers[1]).toEqual({
    name: "user-agent",
    value: "My host:port tool/1.0 (Language=PHP)",
  });
});

it("takes time in proportion to a long text", () => {
  const startedAt = performance.now();
  unflattenedCanonicalRequest(`GET / ${"a: ".repeat(60_000)}${"a;".repeat(30_000)}a ${empty}`);
  unflattenedCanonicalRequest(`GET /${" ".repeat(200_000)}host ${empty}`);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
