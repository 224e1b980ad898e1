import { describe, expect, it } from "vitest";
import {
  credentialIdPart,
  credentialShape,
  holdsSlashedSecret,
  looksLikeSecret,
} from "../../src/diagnosis/credential-shape.ts";

describe("credentialShape", () => {
  it("shows what is plainly harmless and hides the rest", () => {
    expect(credentialShape("AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request")).toBe(
      "AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request",
    );
    expect(credentialShape("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY/20260102//s3/aws4_request")).toBe(
      "<13 characters>/<7 characters>/<18 characters>/20260102//s3/aws4_request",
    );
  });
});

describe("credentialIdPart", () => {
  it("reads from the right, so that slashes of a secret stay in the id", () => {
    expect(credentialIdPart("a/b/c/20260102/us-east-1/s3/aws4_request")).toBe("a/b/c");
    expect(credentialIdPart("AKIA/20260102/s3/aws4_request")).toBeNull();
    expect(credentialIdPart("")).toBeNull();
  });
});

describe("holdsSlashedSecret", () => {
  it("takes slashes for those of a secret, unless a key id stands between them", () => {
    expect(holdsSlashedSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")).toBe(true);
    expect(holdsSlashedSecret("/AKIAIOSFODNN7EXAMPLE")).toBe(false);
    expect(holdsSlashedSecret("AKIAIOSFODNN7EXAMPLE")).toBe(false);
  });
});

describe("looksLikeSecret", () => {
  it("takes forty characters of base64 for a secret and a key id for none", () => {
    expect(looksLikeSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")).toBe(true);
    expect(looksLikeSecret("AKIAIOSFODNN7EXAMPLE")).toBe(false);
  });
});
