import { describe, expect, it } from "vitest";
import { parseSigningKey } from "../../src/credentials/signing-key-option.ts";
import { revealSecret, Secret } from "../../src/sigv4/secret.ts";

const hex = "F4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d";

describe("parseSigningKey", () => {
  it("reads the five parts and wraps the key in lower case", () => {
    const key = parseSigningKey(`AKIDEXAMPLE:20120215:us-east-1:iam:${hex}`);
    expect(key).toMatchObject({
      accessKeyId: "AKIDEXAMPLE",
      date: "20120215",
      region: "us-east-1",
      service: "iam",
    });
    expect("keyHex" in key && key.keyHex instanceof Secret && revealSecret(key.keyHex)).toBe(
      hex.toLowerCase(),
    );
  });

  it.each([
    ["AKID:20120215:us-east-1:iam", "it has 4 parts separated by colons, and needs five"],
    [`:20120215:us-east-1:iam:${hex}`, "its first part is no access key id"],
    [`AKID:2012-02-15:us-east-1:iam:${hex}`, "its second part is no date of the form YYYYMMDD"],
    [`AKID:20120215:us east:iam:${hex}`, "its third part is no region"],
    [`AKID:20120215:us-east-1::${hex}`, "its fourth part is no service"],
    ["AKID:20120215:us-east-1:iam:f4780e", "its fifth part is not the 64 hex digits of a derived key"],
  ])("says what is wrong with %s", (text, reason) => {
    expect(parseSigningKey(text)).toEqual({ reason });
  });
});
