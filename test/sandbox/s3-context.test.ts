import { describe, expect, it } from "vitest";
import { endpointOf } from "../../src/endpoints/endpoint.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import type { S3Context } from "../../src/sandbox/s3-context.ts";
import { bucketOr404, full, isAnswer, s3Context } from "../../src/sandbox/s3-context.ts";
import { openS3Store } from "../../src/sandbox/s3-store.ts";

function context(host: string, path: string): S3Context {
  const captured = {
    method: "GET",
    scheme: "https",
    authority: host,
    target: path,
    httpVersion: "1.1",
    headers: [],
    body: wholeBody(new Uint8Array(0)),
    connection: null,
    receivedAtEpochMs: null,
  } as const;
  const request = {
    captured,
    endpoint: endpointOf(host),
    host,
    path,
    query: [],
    body: new Uint8Array(0),
    requestId: "r",
    nowEpochMs: 0,
  };
  return s3Context(request, openS3Store(), { requestId: "R", hostId: "H" });
}

describe("where an S3 request points", () => {
  it.each([
    ["s3.us-east-1.amazonaws.com", "/", null, ""],
    ["s3.us-east-1.amazonaws.com", "/bucket", "bucket", ""],
    ["s3.us-east-1.amazonaws.com", "/bucket/", "bucket", ""],
    ["s3.us-east-1.amazonaws.com", "/bucket//a%20b/../c", "bucket", "/a b/../c"],
    ["bucket.s3.us-east-1.amazonaws.com", "/k%2Fk", "bucket", "k/k"],
    ["bucket.with.dots.s3.amazonaws.com", "/", "bucket.with.dots", ""],
    ["s3.s3.us-east-1.amazonaws.com", "/k", "s3", "k"],
    ["bucket.s3.dualstack.us-east-1.amazonaws.com", "/k", "bucket", "k"],
    ["bucket.s3-us-west-2.amazonaws.com", "/k", "bucket", "k"],
    ["bucket.s3-accelerate.amazonaws.com", "/k", "bucket", "k"],
    ["b--use1-az1--x-s3.s3express-use1-az1.us-east-1.amazonaws.com", "/k", "b--use1-az1--x-s3", "k"],
    ["localhost", "/bucket/k", "bucket", "k"],
  ])("is read from %s%s", (host, path, bucket, key) => {
    const found = context(host, path);
    expect([found.bucketName, found.key]).toEqual([bucket, key]);
  });

  it("is nowhere without a bucket of that name", () => {
    const missing = bucketOr404(context("none.s3.us-east-1.amazonaws.com", "/"));
    expect(isAnswer(missing) && new TextDecoder().decode(missing.body)).toContain(
      "<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><BucketName>none</BucketName>",
    );
  });

  it("says when the sandbox is full", () => {
    const answer = full(context("s3.amazonaws.com", "/"));
    expect([answer.status, new TextDecoder().decode(answer.body)]).toEqual([
      503,
      expect.stringContaining("keeps at most 256 MiB in memory and is full"),
    ]);
  });
});
