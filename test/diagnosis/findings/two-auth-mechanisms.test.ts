import { describe, expect, it } from "vitest";
import { signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { twoAuthMechanisms } from "../../../src/diagnosis/findings/two-auth-mechanisms.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

describe("two-auth-mechanisms", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(twoAuthMechanisms.example());
    expect(examination.causes).toEqual(["two-auth-mechanisms"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["two-auth-mechanisms"]);
  });

  it("is found for an AWS signature beside a presigned query", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00",
      }),
    );
    expect(examination.causes).toEqual(["two-auth-mechanisms"]);
  });

  it("is found for a presigned URL with Basic", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        unsignedHeaders: [["Authorization", "Basic dXNlcjpwYXNz"]],
      }),
    );
    expect(examination.causes).toEqual(["two-auth-mechanisms"]);
  });

  it("is not found for another scheme alone", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: (request) => withHeader(request, "Authorization", "Basic dXNlcjpwYXNz"),
      }),
    );
    expect(examination.causes).toEqual(["auth-not-sigv4-scheme"]);
  });

  it("is the only cause where the header beside a presigned URL lacks a date of its own", async () => {
    const presigned = signedExample({ url, presignedSeconds: 300 });
    const authorization =
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=239876ae446a00a45814d43ef1d8189467a8f88e79fc2d94ac04684e110a35a6";
    const request = withHeader(presigned.request, "Authorization", authorization);
    const { causes, findings } = await examined({ ...presigned, request });
    expect(causes).toEqual(["two-auth-mechanisms"]);
    expect(findings.filter(({ severity }) => severity === "error")).toHaveLength(1);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(twoAuthMechanisms)).toEqual([]);
  });
});
