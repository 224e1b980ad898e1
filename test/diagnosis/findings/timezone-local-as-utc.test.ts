import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { timezoneLocalAsUtc } from "../../../src/diagnosis/findings/timezone-local-as-utc.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("timezone-local-as-utc", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(timezoneLocalAsUtc.example());
    expect(examination.causes).toEqual(["timezone-local-as-utc"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["timezone-local-as-utc"]);
  });

  it("is found five and a half hours ahead", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        date: "20260102T083405Z",
        now: "20260102T030401Z",
      }),
    );
    expect(examination.causes).toEqual(["timezone-local-as-utc"]);
  });

  it("is found five hours behind", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        now: "20260102T080450Z",
      }),
    );
    expect(examination.causes).toEqual(["timezone-local-as-utc"]);
  });

  it("is not found forty-five minutes away, where no zone is", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        now: "20260102T034905Z",
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
  });

  it("is not found three minutes beside a zone", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        now: "20260102T080705Z",
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(timezoneLocalAsUtc)).toEqual([]);
  });
});
