import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { scopeGlobalServiceRegion } from "../../../src/diagnosis/findings/scope-global-service-region.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("scope-global-service-region", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(scopeGlobalServiceRegion.example());
    expect(examination.causes).toEqual(["scope-global-service-region"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["scope-global-service-region"]);
  });

  it("is found at sts.amazonaws.com signed for eu-west-1", async () => {
    const examination = await examined(
      signedExample({ url: "https://sts.amazonaws.com/", service: "sts", region: "eu-west-1" }),
    );
    expect(examination.causes).toEqual(["scope-global-service-region"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-global-service-region")?.detail).toBe(
      "It is signed for eu-west-1; this endpoint is signed for us-east-1.",
    );
  });

  it("is found at sts.eu-west-1.amazonaws.com signed for us-east-1", async () => {
    const examination = await examined(
      signedExample({ url: "https://sts.eu-west-1.amazonaws.com/", service: "sts", region: "us-east-1" }),
    );
    expect(examination.causes).toEqual(["scope-global-service-region"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-global-service-region")?.detail).toBe(
      "It is signed for us-east-1; this endpoint is signed for eu-west-1.",
    );
  });

  it("is found at route53.amazonaws.com signed for aws-global", async () => {
    const examination = await examined(
      signedExample({
        url: "https://route53.amazonaws.com/2013-04-01/hostedzone",
        service: "route53",
        region: "aws-global",
      }),
    );
    expect(examination.causes).toEqual(["scope-global-service-region"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-global-service-region")?.detail).toBe(
      "It is signed for aws-global; this endpoint is signed for us-east-1.",
    );
  });

  it("is found at cloudfront.amazonaws.com signed for eu-central-1", async () => {
    const examination = await examined(
      signedExample({
        url: "https://cloudfront.amazonaws.com/2020-05-31/distribution",
        service: "cloudfront",
        region: "eu-central-1",
      }),
    );
    expect(examination.causes).toEqual(["scope-global-service-region"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-global-service-region")?.detail).toBe(
      "It is signed for eu-central-1; this endpoint is signed for us-east-1.",
    );
  });

  it("is read from the answer", async () => {
    const body =
      "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>Credential should be scoped to a valid region, not 'aws-global'. </Message></Error></ErrorResponse>";
    const { request, ...rest } = signedExample({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      response: exampleResponse(403, [], body),
    });
    const examination = await examined({ ...rest, request: { ...request, authority: "", headers: [] } }, [
      scopeGlobalServiceRegion,
    ]);
    expect(examination.causes).toEqual(["scope-global-service-region"]);
  });

  it("leaves a regional service to its own rule", async () => {
    const examination = await examined(
      signedExample({ url: "https://sqs.eu-west-1.amazonaws.com/", service: "sqs", region: "us-east-1" }),
    );
    expect(examination.causes).toEqual(["scope-region-wrong"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(scopeGlobalServiceRegion)).toEqual([]);
  });
});
