import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { dateFormatWrong } from "../../../src/diagnosis/findings/date-format-wrong.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("date-format-wrong", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(dateFormatWrong.example());
    expect(examination.causes).toEqual(["date-format-wrong"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["date-format-wrong"]);
  });

  it("is found for milliseconds", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        date: "20260102T030405.123Z",
        now: "20260102T030405Z",
      }),
    );
    expect(examination.causes).toEqual(["date-format-wrong"]);
  });

  it("is proven where the string to sign had the extended form", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        signedTimestamp: "2026-01-02T03:04:05Z",
      }),
    );
    expect(examination.causes).toEqual(["date-format-wrong"]);
    expect(examination.findings[0]?.certainty).toBe("proven");
  });

  it("is found for a scope date with dashes", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        scope: { date: "2026-01-02" },
      }),
    );
    expect(examination.causes).toEqual(["date-format-wrong"]);
  });

  it("leaves a right form of another day to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        scope: { date: "20260103" },
      }),
    );
    expect(examination.causes).toEqual(["scope-date-mismatch"]);
  });

  it("is proven where the string to sign alone had milliseconds", async () => {
    for (const signedTimestamp of ["2026-01-02T03:04:05.123Z", "20260102T030405987Z"]) {
      const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
      expect((await examined(signedExample({ url, signedTimestamp }))).causes).toEqual(["date-format-wrong"]);
    }
  });

  it("is proven where the scope or the key had the day in another form", async () => {
    const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
    for (const date of ["02012026", "20260102T030405Z", "260102"])
      expect((await examined(signedExample({ url, keyScope: { date } }))).causes).toEqual([
        "date-format-wrong",
      ]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(dateFormatWrong)).toEqual([]);
  });
});
