import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { presignExpiresOutOfRange } from "../../../src/diagnosis/findings/presign-expires-out-of-range.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("presign-expires-out-of-range", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(presignExpiresOutOfRange.example());
    expect(examination.causes).toEqual(["presign-expires-out-of-range"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["presign-expires-out-of-range"]);
  });

  it("is found for 604801", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 604801,
        now: "20260102T030405Z",
      }),
    );
    expect(examination.causes).toEqual(["presign-expires-out-of-range"]);
    expect(examination.findings.find(({ rule }) => rule === "presign-expires-out-of-range")?.detail).toBe(
      'X-Amz-Expires is "604801": more than seven days.',
    );
  });

  it("is found for 0", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 0,
        now: "20260102T030405Z",
      }),
    );
    expect(examination.causes).toEqual(["presign-expires-out-of-range"]);
    expect(examination.findings.find(({ rule }) => rule === "presign-expires-out-of-range")?.detail).toBe(
      'X-Amz-Expires is "0": zero.',
    );
  });

  it("is found for -60", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: -60,
        now: "20260102T030405Z",
      }),
    );
    expect(examination.causes).toEqual(["presign-expires-out-of-range"]);
    expect(examination.findings.find(({ rule }) => rule === "presign-expires-out-of-range")?.detail).toBe(
      'X-Amz-Expires is "-60": negative.',
    );
  });

  it("is found for a missing setting", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: Number.NaN,
      }),
    );
    expect(examination.causes).toEqual(["presign-expires-out-of-range"]);
    expect(examination.findings.find(({ rule }) => rule === "presign-expires-out-of-range")?.detail).toBe(
      'X-Amz-Expires is "NaN": not a number.',
    );
  });

  it("is not found for seven days", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 604800,
      }),
    );
    expect(examination.causes).toEqual([]);
  });

  it("leaves an expired URL to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        now: "20260102T031000Z",
      }),
    );
    expect(examination.causes).toEqual(["presign-expired"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(presignExpiresOutOfRange)).toEqual([]);
  });
});
