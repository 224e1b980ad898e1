import { describe, expect, it } from "vitest";
import { postExample } from "../../src/diagnosis/example-post.ts";
import { readPostClaim } from "../../src/sigv4/post-claim.ts";

describe("the claim of a form", () => {
  it("is that of Version 4", () => {
    const claim = readPostClaim(postExample({}).request);
    expect(claim).toMatchObject({
      version: 4,
      algorithm: "AWS4-HMAC-SHA256",
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      credentialScope: { date: "20260102", region: "us-east-1", service: "s3", terminator: "aws4_request" },
      amzDate: "20260102T030405Z",
      sessionToken: "absent",
    });
    expect(claim?.providedSignature).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is that of Version 2", () => {
    const claim = readPostClaim(postExample({ version: 2 }).request);
    expect(claim).toMatchObject({ version: 2, algorithm: "HmacSHA1", accessKeyId: "AKIAIOSFODNN7EXAMPLE" });
    expect(claim?.credentialScope).toBeNull();
  });

  it("keeps the key id of a credential that cannot be read, and is null for a form without a signature", () => {
    const broken = postExample({
      posted: (fields) =>
        fields.map(({ name, value }) => ({
          name,
          value: name === "x-amz-credential" ? "AKID/20260102" : value,
        })),
    });
    expect(readPostClaim(broken.request)).toMatchObject({ accessKeyId: "AKID", credentialScope: null });
    const anonymous = postExample({ posted: (fields) => fields.filter(({ name }) => name === "key") });
    expect(readPostClaim(anonymous.request)).toBeNull();
  });
});
