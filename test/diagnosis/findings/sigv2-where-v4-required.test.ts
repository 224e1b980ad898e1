import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { sigv2Example } from "../../../src/diagnosis/example-sigv2.ts";
import { sigv2WhereV4Required } from "../../../src/diagnosis/findings/sigv2-where-v4-required.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("sigv2-where-v4-required", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(sigv2WhereV4Required.example());
    expect(examination.causes).toEqual(["sigv2-where-v4-required"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["sigv2-where-v4-required"]);
  });

  it("is found in the query of a younger region", async () => {
    const url = "https://examplebucket.s3.eu-central-1.amazonaws.com/a.txt";
    const sent = (request: ReturnType<typeof sigv2WhereV4Required.example>["request"]) => ({
      ...withHeader(request, "Authorization", null),
      target: "/a.txt?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1767323045&Signature=abc%3D",
    });
    expect((await examined(signedExample({ url, region: "eu-central-1", sent }))).causes).toEqual([
      "sigv2-where-v4-required",
    ]);
  });

  it("is found at a service that has always wanted Version 4", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: (request) => withHeader(request, "Authorization", "AWS AKIAIOSFODNN7EXAMPLE:abc="),
      }),
    );
    expect(examination.causes).toEqual(["sigv2-where-v4-required"]);
  });

  it("is silent in an old region of S3 until the answer says so", async () => {
    const sent = authorizationEdited(() => "AWS AKIAIOSFODNN7EXAMPLE:abc=");
    expect(
      (await examined(signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", sent })))
        .causes,
    ).toEqual([]);
    const body =
      "<Error><Code>InvalidRequest</Code><Message>The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.</Message></Error>";
    expect(
      (
        await examined(
          signedExample({
            url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
            sent,
            response: exampleResponse(400, [], body),
          }),
        )
      ).causes,
    ).toEqual(["sigv2-where-v4-required"]);
  });

  it("warns in an old region, where Version 2 works for old buckets only, and says whether it is right", async () => {
    const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
    const warned = await examined(sigv2Example({ url }));
    expect(warned.verdict).toBe("valid");
    expect(warned.findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      "sigv2-where-v4-required warning",
    ]);
    const taken = await examined(sigv2Example({ url, response: exampleResponse(200, [], "") }));
    expect(taken.findings.map(({ rule }) => rule)).not.toContain("sigv2-where-v4-required");
    const young = url.replace("us-east-1", "eu-south-2");
    for (const [secret, words] of [
      ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "itself is right"],
      ["another", "does not match either"],
    ] as const) {
      const { causes, findings } = await examined(sigv2Example({ url: young, secret }));
      expect(causes).toEqual(["sigv2-where-v4-required"]);
      expect(findings.map(({ detail }) => detail).join(" ")).toContain(words);
    }
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(sigv2WhereV4Required)).toEqual([]);
  });
});
