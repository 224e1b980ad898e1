import { describe, expect, it } from "vitest";
import { shownCredential, shownKeyId, withoutTokens } from "../../src/diagnosis/prediction-redaction.ts";

describe("withoutTokens", () => {
  it("hides the values of secret headers and of the token in a query", () => {
    const text =
      "GET\n/\nX-Amz-Date=1&X-Amz-Security-Token=IQoJ%2B&z=1\nauthorization:Bearer x\ncookie:a=b\nhost:h\nx-amz-access-token:Atza|x\nx-amz-s3session-token:y\nx-amz-security-token:z\n\nhost;x-amz-security-token\nhash";
    expect(withoutTokens(text)).toBe(
      "GET\n/\nX-Amz-Date=1&X-Amz-Security-Token=[redacted]&z=1\nauthorization:[redacted]\ncookie:[redacted]\nhost:h\nx-amz-access-token:[redacted]\nx-amz-s3session-token:[redacted]\nx-amz-security-token:[redacted]\n\nhost;x-amz-security-token\nhash",
    );
  });

  it("keeps an empty token line, which is evidence", () => {
    expect(withoutTokens("x-amz-security-token:\nhost:h")).toBe("x-amz-security-token:\nhost:h");
  });
});

describe("what may be shown of a credential", () => {
  it.each([
    ["AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
    ["lab:admin", "lab:admin"],
    ["wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY", "wJal…"],
  ])("shows key id %s as %s", (text, shown) => {
    expect(shownKeyId(text)).toBe(shown);
  });

  it.each([
    [
      "AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request",
      "AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request",
    ],
    ["wJalr/XUtn/20260102/us-east-1/s3/aws4_request", "wJal…/20260102/us-east-1/s3/aws4_request"],
    ["AKIA/20260102", "AKIA/20260102"],
    ["", ""],
  ])("shows credential %s as %s", (text, shown) => {
    expect(shownCredential(text)).toBe(shown);
  });
});
