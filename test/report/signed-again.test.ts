import { describe, expect, it } from "vitest";
import { unsignedRequest } from "../../src/report/signed-again.ts";
import { canaryCookie, canaryToken } from "../support/examination-samples.ts";
import { exportedSample } from "../support/exported-samples.ts";

describe("a request made ready to be signed again", () => {
  it("keeps what the application sent and drops the envelope", () => {
    const sample = exportedSample({
      method: "PUT",
      url: "https://examplebucket.s3.eu-west-1.amazonaws.com/a%20b?tagging",
      region: "eu-west-1",
      headers: [["Content-Type", "text/plain"]],
      unsignedHeaders: [
        ["User-Agent", "app/1"],
        ["Content-Length", "2"],
        ["Expect", "100-continue"],
      ],
      body: "hi",
    });
    const request = unsignedRequest(sample);
    expect(request.url).toBe("https://examplebucket.s3.eu-west-1.amazonaws.com/a%20b?tagging");
    expect(request.headers).toEqual([
      ["Content-Type", "text/plain"],
      ["X-Amz-Content-Sha256", "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"],
      ["User-Agent", "app/1"],
    ]);
    expect(request.scope).toEqual({ service: "s3", region: "eu-west-1" });
    expect(request.notes).toEqual([]);
  });

  it("takes the signature out of a presigned URL", () => {
    const sample = exportedSample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/k?versionId=3",
      presignedSeconds: 60,
      sessionToken: canaryToken,
    });
    const request = unsignedRequest(sample);
    expect(request.url).toBe("https://examplebucket.s3.us-east-1.amazonaws.com/k?versionId=3");
    expect(request.hasSessionToken).toBe(true);
  });

  it("says what was redacted or not kept", () => {
    const sample = exportedSample({
      method: "POST",
      url: "https://sqs.us-east-1.amazonaws.com/",
      service: "sqs",
      headers: [["Cookie", canaryCookie]],
      body: "x",
    });
    const lost = unsignedRequest({ ...sample, requestBody: { bytes: 1, text: null, exact: false } });
    expect(lost.headers.map(([name]) => name)).not.toContain("Cookie");
    expect(lost.notes).toEqual([
      "the body (1 bytes, SHA-256 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881) was not kept or may hold secrets: put it into body.bin",
      "the header Cookie was redacted and is left out",
    ]);
  });

  it("sends no mark in the place of what evidence redacted", () => {
    const sample = exportedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/k?prefix=a" });
    const { request } = sample.examination;
    const examination = {
      ...sample.examination,
      request: {
        ...request,
        target: "/k?prefix=a&note=[redacted:20:9f86d081884c]",
        headers: [...request.headers, ["x-amz-meta-note", "[redacted:5:9f86d081884c]"] as const],
      },
    };
    const marked = unsignedRequest({ ...sample, examination });
    expect(marked.headers.map(([name]) => name)).not.toContain("x-amz-meta-note");
    expect(marked.notes).toEqual([
      "a part of the query was redacted: put it back in",
      "the header x-amz-meta-note was redacted and is left out",
    ]);
  });

  it("has no scope where nothing was signed", () => {
    const { scope, notes } = unsignedRequest(
      exportedSample({
        url: "https://example.com/",
        sent: (one) => ({ ...one, headers: one.headers.filter(([name]) => name !== "Authorization") }),
      }),
    );
    expect(scope).toBeNull();
    expect(notes).toEqual([
      "the request carried no AWS signature that could be read, so it is sent without one",
    ]);
  });
});
