import { describe, expect, it } from "vitest";
import {
  headerIsKept,
  memberIsKept,
  parameterIsKept,
  speaksOfSecrets,
} from "../../src/evidence/allowed-names.ts";

describe("the allow-lists", () => {
  it("keep what a signature is judged by", () => {
    for (const name of [
      "host",
      "content-type",
      "x-amz-date",
      "x-amz-target",
      "x-amz-content-sha256",
      "x-amz-checksum-crc64nvme",
    ])
      expect(headerIsKept(name), name).toBe(true);
    for (const name of ["action", "x-amz-credential", "x-amz-signedheaders", "list-type"])
      expect(parameterIsKept(name), name).toBe(true);
    for (const name of ["__type", "message", "tablename"]) expect(memberIsKept(name), name).toBe(true);
  });

  it("are told a name that speaks of something secret from one that does not", () => {
    expect(["tokencode", "pin", "db-password"].filter(speaksOfSecrets)).toHaveLength(3);
    expect(["max-items", "n", "filter"].filter(speaksOfSecrets)).toEqual([]);
  });

  it("keep no secret and nothing unknown", () => {
    for (const name of [
      "authorization",
      "cookie",
      "set-cookie",
      "x-amz-security-token",
      "x-api-key",
      "x-amz-meta-note",
      "x-of-our-own",
      "location",
      "x-amz-server-side-encryption-customer-key",
    ])
      expect(headerIsKept(name), name).toBe(false);
    for (const name of ["x-amz-security-token", "x-amz-signature", "token", "password"])
      expect(parameterIsKept(name), name).toBe(false);
    for (const name of ["secretstring", "password", "secretaccesskey", "sessiontoken", "plaintext", "s", "b"])
      expect(memberIsKept(name), name).toBe(false);
  });
});
