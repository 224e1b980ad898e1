import { describe, expect, it } from "vitest";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { payloadHash } from "../../src/sigv4/payload-hash.ts";

const request = withHeader(
  signedExample({ url: "https://h.example/", body: "abc" }).request,
  "x-amz-content-sha256",
  null,
);
const bodyHash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const rule = { service: "s3", presigned: false, queryHash: undefined };

describe("payload hash", () => {
  it("is the header's text for S3, even nonsense", () => {
    expect(payloadHash(withHeader(request, "X-Amz-Content-Sha256", "My-Generated-Body-Hash"), rule)).toBe(
      "My-Generated-Body-Hash",
    );
  });
  it("is the body's hash for S3 without the header", () => {
    expect(payloadHash(request, rule)).toBe(bodyHash);
  });
  it("is UNSIGNED-PAYLOAD in a presigned S3 URL unless the query carries a hash", () => {
    expect(payloadHash(request, { ...rule, presigned: true })).toBe("UNSIGNED-PAYLOAD");
    expect(payloadHash(request, { ...rule, presigned: true, queryHash: "x" })).toBe("x");
  });
  it("is the body's hash elsewhere, whatever hash the header carries", () => {
    expect(
      payloadHash(withHeader(request, "X-Amz-Content-Sha256", "00"), { ...rule, service: "sagemaker" }),
    ).toBe(bodyHash);
  });
  it("is the header's token elsewhere when the payload is unsigned or streamed", () => {
    expect(
      payloadHash(withHeader(request, "X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"), {
        ...rule,
        service: "lambda",
      }),
    ).toBe("UNSIGNED-PAYLOAD");
  });
  it("is always UNSIGNED-PAYLOAD for VPC Lattice", () => {
    expect(payloadHash(request, { ...rule, service: "vpc-lattice-svcs" })).toBe("UNSIGNED-PAYLOAD");
  });
});
