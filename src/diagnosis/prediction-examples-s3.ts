// One request for every row of S3's orders: it fails at that row.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { ExampleRecipe } from "./example.ts";
import { withHeader } from "./example.ts";
import type { RowRecipe } from "./prediction-examples-query.ts";

const get: ExampleRecipe = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json" };
const put: ExampleRecipe = { ...get, method: "PUT", body: "{}" };
const link: ExampleRecipe = { ...get, presignedSeconds: 300 };
const token = "IQoJb3JpZ2luX2VjEXAMPLE";
const temporary = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: token };

/** Every row of the order for an Authorization header. */
export const s3HeaderRows: readonly RowRecipe[] = [
  { check: "one mechanism", recipe: sent(get, (request) => withQuery(request, "Signature=abc")) },
  { check: "any mechanism", recipe: sent(get, (request) => withHeader(request, "Authorization", null)) },
  { check: "scheme", recipe: sent(get, (request) => withHeader(request, "Authorization", "Bearer abc")) },
  {
    check: "signature version 2 with a KMS key",
    recipe: sent({ ...get, headers: [["x-amz-server-side-encryption", "aws:kms"]] }, (request) =>
      withHeader(request, "Authorization", "AWS AKIAIOSFODNN7EXAMPLE:c2lnbmF0dXJl"),
    ),
  },
  {
    check: "signature version",
    recipe: sent(get, (request) =>
      withHeader(request, "Authorization", "AWS AKIAIOSFODNN7EXAMPLE:c2lnbmF0dXJl"),
    ),
  },
  { check: "date", recipe: sent(get, (request) => withHeader(request, "X-Amz-Date", "Friday")) },
  { check: "skew", recipe: { ...get, now: "20260102T032406Z" } },
  { check: "skew", recipe: { ...get, now: "20260102T024404Z" } },
  { check: "algorithm", recipe: sent(get, authorization("HMAC-SHA256", "HMAC-SHA512")) },
  { check: "algorithm", recipe: sent(get, authorization("HMAC-SHA256 ", "HMAC-SHA256  ")) },
  { check: "three components in order", recipe: sent(get, authorization(/, SignedHeaders=.*$/, "")) },
  { check: "three components in order", recipe: sent(get, authorization("Credential=", "Credential= ")) },
  { check: "credential has five elements", recipe: sent(get, authorization("/aws4_request", "")) },
  { check: "scope: service", recipe: { ...get, scope: { service: "s4" } } },
  { check: "scope: terminator", recipe: { ...get, scope: { terminator: "aws4" } } },
  { check: "scope: form of the date", recipe: { ...get, scope: { date: "2026-01-02" } } },
  { check: "scope: region", recipe: { ...get, region: "eu-west-1" } },
  { check: "access key", recipe: { ...get, accessKeyId: "AKIAI44QH8DHBEXAMPLE" } },
  { check: "scope: date is the request's", recipe: { ...get, scope: { date: "20260101" } } },
  {
    check: "CreateSession without a session token",
    recipe: {
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/?session",
      headers: [["x-amz-s3session-token", token]],
    },
  },
  { check: "session token", recipe: { ...get, ...temporary }, tokenExpires: "20260102T030000Z" },
  { check: "session token", recipe: { ...get, sessionToken: token } },
  {
    check: "content length",
    recipe: sent(put, (request) =>
      withHeader(withHeader(request, "Content-Length", null), "Transfer-Encoding", "chunked"),
    ),
  },
  {
    check: "content length",
    recipe: sent(put, (request) =>
      withHeader(request, "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
    ),
  },
  {
    check: "x-amz-content-sha256",
    recipe: sent(get, (request) => withHeader(request, "x-amz-content-sha256", null)),
  },
  {
    check: "x-amz-content-sha256",
    recipe: sent(get, (request) => withHeader(request, "x-amz-content-sha256", "UNSIGNED")),
  },
  { check: "headers that must be signed", recipe: { ...get, unsignedHeaders: [["x-amz-meta-a", "b"]] } },
  { check: "signature", recipe: { ...get, secret: "another secret" } },
  { check: "whole body", recipe: sent(put, (request) => withHeader(request, "Content-Length", "9")) },
  { check: "payload hash", recipe: sent(put, (request) => withBody(request, "[]")) },
  { check: "chunks and trailers", recipe: chunked("1;\r\n") },
];

/** Every row of the order for a presigned URL. */
export const s3PresignedRows: readonly RowRecipe[] = [
  { check: "six parameters", recipe: sent(link, target(/&X-Amz-Expires=\d+/, "")) },
  { check: "algorithm", recipe: sent(link, target("HMAC-SHA256", "HMAC-SHA1")) },
  { check: "credential has five elements", recipe: sent(link, target("%2Faws4_request", "")) },
  { check: "scope: service", recipe: { ...link, scope: { service: "s4" } } },
  { check: "scope: terminator", recipe: { ...link, scope: { terminator: "aws4" } } },
  { check: "scope: form of the date", recipe: { ...link, scope: { date: "2026" } } },
  { check: "scope: region", recipe: { ...link, region: "eu-west-1" } },
  { check: "date", recipe: sent(link, target(/X-Amz-Date=\w+/, "X-Amz-Date=2026-01-02")) },
  { check: "scope: date is the request's", recipe: { ...link, scope: { date: "20260101" } } },
  { check: "life", recipe: sent(link, target("Expires=300", "Expires=1h")) },
  { check: "life", recipe: sent(link, target("Expires=300", "Expires=-1")) },
  { check: "life", recipe: sent(link, target("Expires=300", "Expires=604801")) },
  { check: "already valid", recipe: { ...link, now: "20260102T024404Z" } },
  { check: "not expired", recipe: { ...link, now: "20260102T032406Z" } },
  { check: "access key", recipe: { ...link, accessKeyId: "AKIAI44QH8DHBEXAMPLE" } },
  { check: "session token", recipe: { ...link, ...temporary }, tokenExpires: "20260102T030000Z" },
  { check: "session token", recipe: { ...link, sessionToken: token } },
  { check: "headers that must be signed", recipe: { ...link, unsignedHeaders: [["x-amz-meta-a", "b"]] } },
  { check: "signature", recipe: { ...link, secret: "another secret" } },
  {
    check: "whole body",
    recipe: { ...link, method: "PUT", body: "{}", unsignedHeaders: [["Content-Length", "9"]] },
  },
  {
    check: "payload hash",
    recipe: sent(
      {
        ...link,
        method: "PUT",
        headers: [["x-amz-content-sha256", "0".repeat(64)]],
        ...hashLine("0".repeat(64)),
      },
      (request) => withHeader(withBody(request, "{}"), "Content-Length", "2"),
    ),
  },
];

/** The last line of the canonical request, as S3 takes it from the header. */
function hashLine(payloadHash: string): Pick<ExampleRecipe, "signedInput"> {
  return { signedInput: (input) => ({ ...input, payloadHash }) };
}

/** An upload in chunks without signatures of their own, whose framing is `framing` and right for nothing. */
function chunked(framing: string): ExampleRecipe {
  const payload = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  return {
    ...get,
    method: "PUT",
    headers: [
      ["Content-Encoding", "aws-chunked"],
      ["x-amz-decoded-content-length", "1"],
      ["x-amz-trailer", "x-amz-checksum-crc32"],
    ],
    ...hashLine(payload),
    signedInput: (input) => ({
      ...input,
      payloadHash: payload,
      headers: input.headers.map((header) =>
        header.name === "x-amz-content-sha256" ? { ...header, value: payload } : header,
      ),
    }),
    sent: (request) =>
      withHeader(
        withHeader(withBody(request, framing), "x-amz-content-sha256", payload),
        "Content-Length",
        String(framing.length),
      ),
  };
}

function sent(recipe: ExampleRecipe, change: (request: CapturedRequest) => CapturedRequest): ExampleRecipe {
  return { ...recipe, sent: change };
}

function target(from: string | RegExp, to: string): (request: CapturedRequest) => CapturedRequest {
  return (request) => ({ ...request, target: request.target.replace(from, to) });
}

function authorization(from: string | RegExp, to: string): (request: CapturedRequest) => CapturedRequest {
  return (request) =>
    withHeader(
      request,
      "Authorization",
      (headerValue(request.headers, "authorization") ?? "").replace(from, to),
    );
}

function withQuery(request: CapturedRequest, added: string): CapturedRequest {
  return { ...request, target: `${request.target}?${added}` };
}

function withBody(request: CapturedRequest, text: string): CapturedRequest {
  return { ...request, body: wholeBody(latin1Bytes(text)) };
}
