import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { signedTooEarly } from "../../../src/diagnosis/findings/signed-too-early.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("signed-too-early", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(signedTooEarly.example());
    expect(examination.causes).toEqual(["signed-too-early"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["signed-too-early"]);
  });

  it("is found by the mark of a retry", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        headers: [["amz-sdk-request", "attempt=2; max=3"]],
        now: "20260102T032405Z",
      }),
    );
    expect(examination.causes).toEqual(["signed-too-early"]);
  });

  it("is found by a fresh trace id", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        unsignedHeaders: [["X-Amzn-Trace-Id", "Root=1-69573a14-67891233abcdef0123456789"]],
        date: "20260102T022405Z",
        now: "20260102T032310Z",
      }),
    );
    expect(examination.causes).toEqual(["signed-too-early"]);
  });

  it("is read from the answer to an upload that took too long", async () => {
    const body =
      "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>20260102T030405Z</RequestTime><ServerTime>2026-01-02T03:24:06Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>";
    const receivedAtEpochMs = Date.UTC(2026, 0, 2, 3, 24, 6);
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        response: { ...exampleResponse(403, [], body), receivedAtEpochMs },
      }),
    );
    expect(examination.causes).toEqual(["signed-too-early"]);
  });

  it("is not found for a date in the future", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        headers: [["amz-sdk-request", "attempt=2"]],
        now: "20260102T022405Z",
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
  });

  it("is not found for a first attempt with a slow clock", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        headers: [["amz-sdk-request", "attempt=1"]],
        now: "20260102T032405Z",
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(signedTooEarly)).toEqual([]);
  });
});
