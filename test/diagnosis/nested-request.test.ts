import { describe, expect, it } from "vitest";
import { base64Text, holdsEnvelope, plainRequest, urlRequest } from "../../src/diagnosis/nested-request.ts";

describe("urlRequest", () => {
  it.each([
    ["https://a.example/b?c=d", "https", "a.example", "/b?c=d"],
    ["HTTP://a.example:8080/", "http", "a.example:8080", "/"],
    ["db.example:3306/?Action=connect", "https", "db.example:3306", "/?Action=connect"],
    ["https://sts.amazonaws.com?Action=x", "https", "sts.amazonaws.com", "/?Action=x"],
  ])("reads %s", (url, scheme, authority, target) => {
    const request = urlRequest(url, "PUT");
    expect(request).toMatchObject({
      method: "PUT",
      scheme,
      authority,
      target,
      headers: [["Host", authority]],
    });
  });

  it.each(["", "/a", "https:///a", "https://a b/", "https://\u00e9/", `https://a/${"x".repeat(20_000)}`])(
    "is none: %s",
    (url) => {
      expect(urlRequest(url, "GET")).toBeNull();
    },
  );
});

describe("the other pieces", () => {
  it("tell an envelope from a mention", () => {
    expect(holdsEnvelope("https://a/?X-Amz-Credential=b&X-Amz-Signature=c")).toBe(true);
    expect(holdsEnvelope("https://a/?AWSAccessKeyId=b&Signature=c&Expires=1")).toBe(true);
    expect(holdsEnvelope("https://a/?X-Amz-Signature=c")).toBe(false);
    expect(holdsEnvelope("https://a/?Signature=c&Expires=1")).toBe(false);
  });

  it("read both alphabets of base64", () => {
    expect([base64Text("aHR0cHM6Ly8_"), base64Text("aHR0cHM6Ly8/"), base64Text("YQ==")]).toEqual([
      "https://?",
      "https://?",
      "a",
    ]);
    expect([base64Text("a b"), base64Text("a"), base64Text("")]).toEqual([null, null, null]);
  });

  it("make a request of texts", () => {
    const parts = { method: "POST", scheme: "ftp", authority: "a", target: "/", headers: [], body: "abc" };
    expect(plainRequest(parts)).toMatchObject({ scheme: "https", body: { bytes: 3 } });
  });
});
