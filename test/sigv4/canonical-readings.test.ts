import { describe, expect, it } from "vitest";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { canonicalInput, canonicalReadings } from "../../src/sigv4/canonical-readings.ts";
import type { PathEncoding } from "../../src/sigv4/canonical-uri.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";

function readings(request: CapturedRequest, pathEncoding: PathEncoding) {
  const reading = parseEnvelope(request);
  if (reading.kind !== "read") throw new Error(reading.kind);
  return [...canonicalReadings(request, reading.envelope, { pathEncoding })];
}

describe("canonical readings", () => {
  it("are one where nothing is open to reading", () => {
    const { request } = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a?b=c" });
    expect(readings(request, "single").map(({ departures }) => departures)).toEqual([[]]);
  });
  it("take + in a query as a plus first and as a blank second", () => {
    const { request } = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/?prefix=a+b",
    });
    expect(readings(request, "single").map(({ input }) => input.canonicalQuery)).toEqual([
      "prefix=a%2Bb",
      "prefix=a%20b",
    ]);
  });
  it("normalise the path outside S3 first and leave it second", () => {
    const { request } = signedExample({
      url: "https://x.execute-api.us-east-1.amazonaws.com/a//b",
      service: "execute-api",
    });
    expect(readings(request, "double").map(({ input }) => input.canonicalUri)).toEqual(["/a/b", "/a//b"]);
    expect(readings(request, "single").map(({ input }) => input.canonicalUri)).toEqual(["/a//b"]);
  });
  it("resolve dot segments in every reading outside S3", () => {
    const { request } = signedExample({
      url: "https://x.execute-api.us-east-1.amazonaws.com/a/./b//../c",
      service: "execute-api",
    });
    expect(readings(request, "double").map(({ input }) => input.canonicalUri)).toEqual(["/a/c", "/a/b/c"]);
  });
  it("squeeze tabs first and keep them second", () => {
    const { request } = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/",
      headers: [["X-Amz-Meta-A", "a\tb"]],
    });
    const values = readings(request, "single").map(
      ({ input }) => input.headers.find(({ name }) => name === "x-amz-meta-a")?.value,
    );
    expect(values).toEqual(["a b", "a\tb"]);
  });
  it("take the value of a signed header that is absent from a presigned URL's query", () => {
    const { request } = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/?Content-Type=text%2Fplain",
      headers: [["Content-Type", "text/plain"]],
      presignedSeconds: 60,
    });
    const [first] = readings(withHeader(request, "Content-Type", null), "single");
    expect(first?.input.headers[0]).toEqual({ name: "content-type", value: "text/plain" });
  });
  it("take the request's authority where there is no Host header", () => {
    const { request } = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/" });
    const hostless = {
      ...withHeader(request, "Host", null),
      authority: "examplebucket.s3.us-east-1.amazonaws.com",
    };
    expect(readings(hostless, "single")[0]?.input.headers[0]?.value).toBe(
      "examplebucket.s3.us-east-1.amazonaws.com",
    );
  });
  it("begin with the specification's own", () => {
    const { request } = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/?a+b" });
    const reading = parseEnvelope(request);
    if (reading.kind !== "read") throw new Error(reading.kind);
    expect(canonicalInput(request, reading.envelope, { pathEncoding: "single" })).toEqual(
      readings(request, "single")[0]?.input,
    );
  });
});
