import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { presignMissingParams } from "../../../src/diagnosis/findings/presign-missing-params.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("presign-missing-params", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(presignMissingParams.example());
    expect(examination.causes).toEqual(["presign-missing-params"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["presign-missing-params"]);
  });

  it("is found for S3 without X-Amz-Expires", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        sent: (request) => ({ ...request, target: request.target.replace(/&X-Amz-Expires=\d+/, "") }),
        knowledge: { credentials: [], signingKeys: [] },
      }),
    );
    expect(examination.causes).toEqual(["presign-missing-params"]);
    expect(examination.findings.find(({ rule }) => rule === "presign-missing-params")?.detail).toBe(
      "Missing: X-Amz-Expires.",
    );
  });

  it("is found without X-Amz-Signature", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        sent: (request) => ({ ...request, target: request.target.replace(/&X-Amz-Signature=.*/, "") }),
      }),
    );
    expect(examination.causes).toEqual(["presign-missing-params"]);
    expect(examination.findings.find(({ rule }) => rule === "presign-missing-params")?.detail).toBe(
      "Missing: X-Amz-Signature.",
    );
  });

  it("leaves a URL cut at its first & to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        sent: (request) => ({ ...request, target: request.target.split("&")[0] ?? "" }),
      }),
    );
    expect(examination.causes).toEqual(["signature-truncated-or-split"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(presignMissingParams)).toEqual([]);
  });
});
