import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { presignExpired } from "../../../src/diagnosis/findings/presign-expired.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("presign-expired", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(presignExpired.example());
    expect(examination.causes).toEqual(["presign-expired"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["presign-expired"]);
  });

  it("is found one second after the end", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        now: "20260102T030506Z",
      }),
    );
    expect(examination.causes).toEqual(["presign-expired"]);
  });

  it("is not found in the last second", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        now: "20260102T030505Z",
      }),
    );
    expect(examination.causes).toEqual([]);
  });

  it("is found at STS only after its own window", async () => {
    const examination = await examined(
      signedExample({
        url: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
        service: "sts",
        presignedSeconds: 60,
        now: "20260102T032000Z",
      }),
    );
    expect(examination.causes).toEqual(["presign-expired"]);
  });

  it("is not found for a header that is too old", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        now: "20260102T032405Z",
      }),
    );
    expect(examination.causes).toEqual(["clock-skew"]);
  });

  it("is read from the answer", async () => {
    const body =
      "<Error><Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>60</X-Amz-Expires><Expires>2026-01-02T03:05:05Z</Expires><ServerTime>2026-01-02T03:30:00Z</ServerTime></Error>";
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        response: exampleResponse(403, [], body),
      }),
      [presignExpired],
      null,
    );
    expect(examination.causes).toEqual(["presign-expired"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(presignExpired)).toEqual([]);
  });
});
