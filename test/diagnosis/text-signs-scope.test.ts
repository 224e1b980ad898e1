import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { errorBody } from "../../src/inputs/error-body.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { clientSigned } from "../support/read-texts.ts";

const s3 = "host:b.s3.us-east-1.amazonaws.com";
const sha = "x-amz-content-sha256:UNSIGNED-PAYLOAD";

describe("dates and buckets", () => {
  it("tell of a clock that was read twice", () => {
    expect(clientSigned({ headers: [s3, sha, "x-amz-date:20260102T030404Z"] }).causes).toEqual([
      "two-clock-reads",
    ]);
  });
  it("tell of a bucket that stands twice, or nowhere", () => {
    expect(clientSigned({ path: "/b/k", headers: [s3, sha] }).causes).toEqual(["virtual-host-vs-path-style"]);
    expect(
      clientSigned({ path: "/", query: "delimiter=%2F", headers: ["host:s3.amazonaws.com", sha] }).causes,
    ).toEqual(["virtual-host-vs-path-style"]);
  });
});

describe("a whole text with nothing odd", () => {
  it("leaves the key to doubt", () => {
    const request = `GET\n/a\n\n${s3}\n${sha}\n\nhost;x-amz-content-sha256\nUNSIGNED-PAYLOAD`;
    const hash = createHash("sha256").update(request).digest("hex");
    const read = errorBody(
      `<Error><Code>SignatureDoesNotMatch</Code><StringToSign>AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${hash}</StringToSign><CanonicalRequest>${request}</CanonicalRequest></Error>`,
    );
    if ("code" in read) throw new Error(read.message);
    const [one] = read;
    if (!one) throw new Error("nothing was read");
    const place = { id: "t", input: null, index: 0, selfCheck: null, nowEpochMs: null };
    const { causes, findings } = examine({ ...place, ...one }, createExaminer(noKnowledge));
    expect(causes).toEqual(["secret-akid-mismatched-pair"]);
    expect(findings[0]).toMatchObject({ certainty: "suspected" });
  });
});
