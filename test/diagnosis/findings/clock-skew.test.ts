import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { clockSkew } from "../../../src/diagnosis/findings/clock-skew.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("clock-skew", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(clockSkew.example());
    expect(examination.causes).toEqual(["clock-skew"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["clock-skew"]);
  });

  it("is found for a clock twenty minutes slow at STS", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        date: "20260102T030405Z",
        now: "20260102T032405Z",
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
  });

  it("is found for a clock forty minutes fast", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        date: "20260102T030405Z",
        now: "20260102T022405Z",
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
  });

  it("is found for a clock six minutes slow where the service allows five", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://kinesis.us-east-1.amazonaws.com/",
        service: "kinesis",
        body: "{}",
        now: "20260102T031005Z",
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
  });

  it("is not found for six minutes where the service allows fifteen", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        now: "20260102T031005Z",
      }),
    );
    expect(examination.causes).toEqual([]);
  });

  it("is not found at the very edge of the window", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        now: "20260102T031905Z",
      }),
    );
    expect(examination.causes).toEqual([]);
  });

  it("is never found without a clock", async () => {
    expect((await examined(clockSkew.example(), undefined, null)).causes).toEqual([]);
  });

  it("is read from the answer where our own clock is as wrong", async () => {
    const body =
      "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>20260102T030405Z</RequestTime><ServerTime>2026-01-02T03:24:06Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>";
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        response: exampleResponse(403, [], body),
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
    expect(examination.findings[0]?.certainty).toBe("reported");
    expect(examination.findings[0]?.evidence.skewSeconds).toBe(-1201);
  });

  it("is read from the words of a JSON service", async () => {
    const body =
      '{"__type":"InvalidSignatureException","message":"Signature expired: 20260102T030405Z is now earlier than 20260102T034500Z (20260102T035000Z - 5 min.)"}';
    const url = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions";
    const examination = await examined(
      signedExample({
        url,
        service: "lambda",
        response: exampleResponse(403, [["Content-Type", "application/json"]], body),
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
    expect(examination.findings[0]?.evidence.windowSeconds).toBe(300);
  });

  it("leaves the offset of a time zone to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        now: "20260102T080410Z",
      }),
    );
    expect(examination.causes).toEqual(["timezone-local-as-utc"]);
  });

  it("leaves another calendar to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        date: "25690102T030405Z",
        scope: { date: "25690102" },
        now: "20260102T030405Z",
      }),
    );
    expect(examination.causes).toEqual(["date-calendar-locale"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(clockSkew)).toEqual([]);
  });
});
