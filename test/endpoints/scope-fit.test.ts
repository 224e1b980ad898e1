import { describe, expect, test } from "vitest";
import { endpointOf } from "../../src/endpoints/endpoint.ts";
import { takesRegion, takesSigningName } from "../../src/endpoints/scope-fit.ts";

describe("the signing name of a scope", () => {
  test.each([
    ["runtime.sagemaker.us-east-1.amazonaws.com", "sagemaker", true],
    ["runtime.sagemaker.us-east-1.amazonaws.com", "runtime.sagemaker", false],
    ["kafka.us-east-1.amazonaws.com", "kafka-cluster", true],
    ["kafka.us-east-1.amazonaws.com", "execute-api", false],
    ["brandnew.us-east-1.amazonaws.com", "brandnew", null],
    ["what.sqs.us-east-1.amazonaws.com", "sqs", true],
    ["what.sqs.us-east-1.amazonaws.com", "sns", null],
    ["api.example.com", "execute-api", null],
  ])("it fits the host or not: %s %s", (host, name, fits) => {
    expect(takesSigningName(endpointOf(host), name)).toBe(fits);
  });
});

describe("the region of a scope", () => {
  test.each([
    ["s3.us-east-1.amazonaws.com", "US", true],
    ["s3.eu-west-1.amazonaws.com", "US", false],
    ["sts.us-east-1.amazonaws.com", "US", false],
    ["iam.amazonaws.com", "us-east-1", true],
    ["iam.amazonaws.com", "eu-west-1", false],
    ["sqs.eu-west-1.amazonaws.com", "us-east-1", false],
    ["cloudfront.amazonaws.com", "us-gov-west-1", true],
    ["cloudfront.amazonaws.com", "eu-west-1", false],
    ["bucket.s3.amazonaws.com", "eu-west-1", null],
    ["bucket.s3-accelerate.amazonaws.com", "eu-west-1", null],
    ["abc.mrap.accesspoint.s3-global.amazonaws.com", "eu-west-1", null],
    ["api.example.com", "us-east-1", null],
  ])("it fits the host or not: %s %s", (host, region, fits) => {
    expect(takesRegion(endpointOf(host), region)).toBe(fits);
  });
});
