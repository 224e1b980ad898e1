import { describe, expect, it } from "vitest";
import { exampleKnowledge, exampleResponse, signedExample, withHeader } from "../../src/diagnosis/example.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a?b=c";

describe("example", () => {
  it("is signed for the wire it is sent on", () => {
    const { request, nowEpochMs, signedCanonicalRequest } = signedExample({ url });
    expect(request.target).toBe("/a?b=c");
    expect(request.headers.map(([name]) => name)).toEqual([
      "Host",
      "X-Amz-Date",
      "X-Amz-Content-Sha256",
      "Authorization",
    ]);
    expect(nowEpochMs).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(signedCanonicalRequest?.split("\n").slice(0, 4)).toEqual([
      "GET",
      "/a",
      "b=c",
      "host:examplebucket.s3.us-east-1.amazonaws.com",
    ]);
  });
  it("gives the signature of the published vector get-vanilla", () => {
    const { request } = signedExample({
      url: "https://example.amazonaws.com/",
      service: "service",
      date: "20150830T123600Z",
      accessKeyId: "AKIDEXAMPLE",
      secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    });
    expect(request.headers.at(-1)?.[1]).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    );
  });
  it("carries a presigned query instead of a header where asked", () => {
    const { request } = signedExample({ url, presignedSeconds: 60, sessionToken: "a+b/c=" });
    expect(request.headers.map(([name]) => name)).toEqual(["Host"]);
    expect(request.target).toContain("X-Amz-Expires=60");
    expect(request.target).toContain("X-Amz-Security-Token=a%2Bb%2Fc%3D&X-Amz-Signature=");
  });
  it("changes what is signed and what is sent apart", () => {
    const { request, signedCanonicalRequest } = signedExample({
      url,
      signedInput: (input) => ({ ...input, canonicalUri: "/signed" }),
      sent: (sent) => ({ ...sent, target: "/sent" }),
    });
    expect([request.target, signedCanonicalRequest?.split("\n")[1]]).toEqual(["/sent", "/signed"]);
  });
  it("replaces, removes and adds headers without touching their neighbours", () => {
    const { request } = signedExample({
      url,
      headers: [
        ["A", "1"],
        ["a", "2"],
      ],
    });
    expect(withHeader(request, "a", "3").headers.filter(([name]) => name.toLowerCase() === "a")).toEqual([
      ["A", "3"],
    ]);
    expect(withHeader(request, "A", null).headers.some(([name]) => name.toLowerCase() === "a")).toBe(false);
    expect(withHeader(request, "B", "4").headers.at(-1)).toEqual(["B", "4"]);
    expect(withHeader(request, "Host", "other").authority).toBe("other");
  });
  it("makes answers and knowledge", () => {
    expect(exampleResponse(403, [["A", "b"]], "no")).toMatchObject({
      status: 403,
      headers: [["A", "b"]],
      body: { bytes: 2 },
    });
    expect(exampleKnowledge("s", "A").credentials[0]?.accessKeyId).toBe("A");
  });
});
