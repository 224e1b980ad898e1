import { describe, expect, it } from "vitest";
import type { SignedRequest } from "../../src/interception/new-signature.ts";
import { hashedBody } from "../../src/interception/outgoing-body.ts";
import { outgoingRequest } from "../../src/proxy/outgoing-request.ts";

const signed: SignedRequest = {
  target: "/a",
  headers: [
    ["hOST", "b.s3.us-east-1.amazonaws.com"],
    ["Authorization", "AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=11"],
  ],
  signature: "11",
  providedSignature: "22",
  source: "test",
  openBody: null,
};

describe("a request as it goes out", () => {
  it("has the new head, and tells the head that came", () => {
    const outgoing = outgoingRequest(signed);
    expect([outgoing.target, outgoing.rawHeaders, outgoing.body]).toEqual([
      "/a",
      [
        "hOST",
        "b.s3.us-east-1.amazonaws.com",
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=11",
      ],
      null,
    ]);
    expect(outgoing.asItCame("PUT /a HTTP/1.1\r\nAuthorization: x, Signature=11\r\n\r\n")).toBe(
      "PUT /a HTTP/1.1\r\nAuthorization: x, Signature=22\r\n\r\n",
    );
  });

  it("opens a way of its own for its body", () => {
    const openBody = (): ReturnType<typeof hashedBody> => hashedBody("");
    const [one, two] = [outgoingRequest({ ...signed, openBody }), outgoingRequest({ ...signed, openBody })];
    expect(one.body).not.toBe(null);
    expect(one.body).not.toBe(two.body);
  });
});
