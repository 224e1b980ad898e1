import { describe, expect, it } from "vitest";
import { Secret } from "../../src/sigv4/secret.ts";
import { rememberSigningKeys, signingKey } from "../../src/sigv4/signing-key.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const scope = { date: "20120215", region: "us-east-1", service: "iam", terminator: "aws4_request" };

describe("signing key", () => {
  it("is AWS's documented derived key", () => {
    expect(Buffer.from(signingKey(secret, scope)).toString("hex")).toBe(
      "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d",
    );
  });
  it("is remembered for each scope of a secret", () => {
    const keys = rememberSigningKeys();
    const known = new Secret(secret);
    const first = keys.keyFor(known, scope);
    expect(keys.keyFor(known, { ...scope })).toBe(first);
    expect(keys.keyFor(known, { ...scope, region: "eu-west-1" })).not.toEqual(first);
    expect(keys.keyFor(new Secret("another"), scope)).not.toEqual(first);
  });
  it("forgets when too many scopes come by, and derives again", () => {
    const keys = rememberSigningKeys(2);
    const known = new Secret(secret);
    const first = keys.keyFor(known, scope);
    keys.keyFor(known, { ...scope, region: "a" });
    keys.keyFor(known, { ...scope, region: "b" });
    expect(keys.keyFor(known, scope)).toEqual(first);
    expect(keys.keyFor(known, scope)).not.toBe(first);
  });
});
