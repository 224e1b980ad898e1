import { describe, expect, it } from "vitest";
import { clientSigned, serverRead } from "../support/read-texts.ts";

const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const other = "ab".repeat(32);
const host = "host:runtime.sagemaker.us-east-1.amazonaws.com";
const scope = "us-east-1/sagemaker";
const presigned =
  "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260102%2Fus-east-1%2Fs3%2Faws4_request";
const s3 = "host:b.s3.us-east-1.amazonaws.com";

describe("the payload line", () => {
  it("beside the hash of nothing in the header", () => {
    const headers = [host, `x-amz-content-sha256:${empty}`];
    expect(serverRead({ method: "POST", headers, scope, payload: other }).causes).toEqual([
      "payload-hash-of-empty-or-other",
    ]);
  });
  it("beside the hash of another body", () => {
    const headers = [host, `x-amz-content-sha256:${"cd".repeat(32)}`];
    expect(serverRead({ method: "POST", headers, scope, payload: other }).causes).toEqual([
      "payload-changed-after-sign",
    ]);
  });
  it("of a POST for which nothing was hashed", () => {
    const headers = ["content-type:application/json", host];
    expect(clientSigned({ method: "POST", headers, scope, payload: empty }).causes).toEqual([
      "payload-hash-of-empty-or-other",
    ]);
  });
  it("without the header that S3 wants", () => {
    expect(serverRead({ headers: [s3, "x-amz-date:20260102T030405Z"], payload: empty }).causes).toEqual([
      "content-sha256-missing",
    ]);
  });
  it("with a value that is no hash", () => {
    const headers = [s3, "x-amz-content-sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="];
    expect(clientSigned({ headers, payload: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }).causes).toEqual(
      ["content-sha256-invalid-token"],
    );
  });
  it("of a presigned URL", () => {
    expect(clientSigned({ query: presigned, headers: [s3], payload: empty }).causes).toEqual([
      "presign-payload-token",
    ]);
  });
});

describe("a URL signed for an upload", () => {
  it("was opened otherwise", () => {
    const headers = [s3, "x-amz-acl:public-read"];
    expect(serverRead({ query: presigned, headers }).causes).toEqual(["presign-wrong-method"]);
    expect(serverRead({ method: "PUT", query: presigned, headers }).causes).not.toContain(
      "presign-wrong-method",
    );
  });
});
