import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { presignNotYetValid } from "../../../src/diagnosis/findings/presign-not-yet-valid.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("presign-not-yet-valid", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(presignNotYetValid.example());
    expect(examination.causes).toEqual(["presign-not-yet-valid"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["presign-not-yet-valid"]);
  });

  it("is found an hour early", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 604800,
        now: "20260102T020405Z",
      }),
    );
    expect(examination.causes).toEqual(["presign-not-yet-valid"]);
  });

  it("is not found within the window", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        now: "20260102T025000Z",
      }),
    );
    expect(examination.causes).toEqual([]);
  });

  it("is not found for a header dated in the future", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        now: "20260102T022405Z",
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(presignNotYetValid)).toEqual([]);
  });
});
