import { describe, expect, it } from "vitest";
import { signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { dateMissing } from "../../../src/diagnosis/findings/date-missing.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("date-missing", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(dateMissing.example());
    expect(examination.causes).toEqual(["date-missing"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["date-missing"]);
  });

  it("is found in an S3 request", async () => {
    const example = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
      sent: (request) => withHeader(request, "X-Amz-Date", null),
    });
    const examination = await examined(example, [dateMissing]);
    expect(examination.causes).toEqual(["date-missing"]);
    expect(examination.findings[0]?.detail).toBe("x-amz-date is signed and was not sent.");
  });

  it("is not found where Date stands for it", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        headers: [["Date", "Fri, 02 Jan 2026 03:04:05 GMT"]],
        signedInput: (input) => ({
          ...input,
          headers: input.headers.slice(0, 2),
          signedHeaders: ["date", "host"],
        }),
        sent: (request) => withHeader(request, "X-Amz-Date", null),
      }),
    );
    expect(examination.causes).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(dateMissing)).toEqual([]);
  });
});
