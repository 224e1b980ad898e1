import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { regionNulByte } from "../../../src/diagnosis/findings/region-nul-byte.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("region-nul-byte", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(regionNulByte.example());
    expect(examination.causes).toEqual(["region-nul-byte"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["region-nul-byte"]);
  });

  it("is proven where the key alone has the byte", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        keyScope: { region: "us-east-1\0" },
      }),
    );
    expect(examination.causes).toEqual(["region-nul-byte"]);
    expect(examination.findings[0]?.detail).toBe(
      'The client used the region "us-east-1\\0" (credential scope, region (signing key)).',
    );
  });

  it("is proven where text and key have the byte and the Credential does not", async () => {
    const sent = authorizationEdited((text) => text.replace("\0", ""));
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        region: "us-east-1\0",
        sent,
      }),
    );
    expect(examination.causes).toEqual(["region-nul-byte"]);
    expect(examination.findings[0]?.certainty).toBe("proven");
  });

  it("is found percent-encoded in a presigned URL", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        region: "us-east-1\0",
        presignedSeconds: 60,
      }),
    );
    expect(examination.causes).toEqual(["region-nul-byte"]);
  });

  it("leaves a misspelled region to its own rule", async () => {
    const examination = await examined(
      signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", region: "us-east-1b" }),
    );
    expect(examination.causes).toEqual(["scope-region-malformed"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(regionNulByte)).toEqual([]);
  });
});
