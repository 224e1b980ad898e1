import { describe, expect, it } from "vitest";
import { serviceHost } from "../../src/endpoints/service-host.ts";

describe("the host of a scope", () => {
  it.each([
    ["s3", "us-east-1", "s3.us-east-1.amazonaws.com"],
    ["s3", "cn-north-1", "s3.cn-north-1.amazonaws.com.cn"],
    ["sqs", "eu-west-1", "sqs.eu-west-1.amazonaws.com"],
    ["dynamodb", "us-west-2", "dynamodb.us-west-2.amazonaws.com"],
    ["sts", "eu-central-1", "sts.eu-central-1.amazonaws.com"],
    ["monitoring", "us-east-1", "monitoring.us-east-1.amazonaws.com"],
    ["lambda", "us-east-1", "lambda.us-east-1.amazonaws.com"],
    ["ses", "us-east-1", null],
    ["iam", "us-east-1", "iam.amazonaws.com"],
    ["route53", "us-east-1", "route53.amazonaws.com"],
    ["bedrock", "us-east-1", "bedrock.us-east-1.amazonaws.com"],
    ["sagemaker", "us-east-1", null],
    ["no-such-service", "us-east-1", null],
    ["s3", "us-east-1a", null],
    ["s3", "evil.example/", null],
    ["", "", null],
    ["../s3", "us-east-1", null],
  ])("%s in %s is %s", (service, region, host) => {
    expect(serviceHost(service, region)).toBe(host);
  });
});
