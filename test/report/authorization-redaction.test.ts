import { describe, expect, it } from "vitest";
import { looksSecret, safeAuthorization } from "../../src/report/authorization-redaction.ts";

const signature = "f62643bf0c6d5a4f1b2c3d4e5f60718293a4b5c6d7e8f9010203040506070809";

describe("a safe Authorization value", () => {
  it("is a correct envelope as it stands", () => {
    const value = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`;
    expect(safeAuthorization(value)).toEqual({ text: value, hidden: [] });
  });

  it("loses the token of another scheme", () => {
    expect(safeAuthorization("Bearer eyJhbGciOi.abc")).toEqual({
      text: "Bearer [redacted]",
      hidden: ["eyJhbGciOi.abc", "eyJhbGciOi.abc"],
    });
    expect(safeAuthorization("eyJhbGciOi.abc").text).toBe("[redacted]");
    expect(safeAuthorization("").text).toBe("");
  });

  it("loses a secret that stands where the key id belongs, slashes or not", () => {
    const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const value = `AWS4-HMAC-SHA256 Credential=${secret}/20260102/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${signature}`;
    expect(safeAuthorization(value)).toEqual({
      text: `AWS4-HMAC-SHA256 Credential=[redacted]/20260102/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${signature}`,
      hidden: [secret],
    });
  });

  it("keeps a broken envelope readable", () => {
    const value =
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE /20260102/us-east-1/s3/aws4_request Signature=abc";
    expect(safeAuthorization(value).text).toBe(value);
  });

  it("keeps a signature in base64: it is what is wrong", () => {
    const value =
      "AWS4-HMAC-SHA256 Credential=A/20260102/r/s/aws4_request, SignedHeaders=host, Signature=9iZDvwxtWk8bLD1OX2BxgpOktcbX6PkBAgMEBQYHCAk=";
    expect(safeAuthorization(value).text).toBe(value);
  });
});

describe("the look of a secret", () => {
  it("is that of AWS's and of other stores' secrets, not of key ids", () => {
    expect(looksSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")).toBe(true);
    expect(looksSecret(signature)).toBe(true);
    expect(looksSecret("AKIAIOSFODNN7EXAMPLE")).toBe(false);
    expect(looksSecret("minioadmin")).toBe(false);
    expect(looksSecret("d41d8cd98f00b204e9800998ecf8427e")).toBe(false);
  });
});
