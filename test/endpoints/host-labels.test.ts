import { describe, expect, test } from "vitest";
import { hostLabels } from "../../src/endpoints/host-labels.ts";

describe("the labels of a host", () => {
  test.each([
    ["sqs.eu-west-1.amazonaws.com", ["sqs"], "eu-west-1", "aws"],
    ["eu-west-1.queue.amazonaws.com", ["queue"], "eu-west-1", "aws"],
    ["runtime-fips.sagemaker.us-east-1.amazonaws.com", ["runtime", "sagemaker"], "us-east-1", "aws"],
    ["fips.eks.us-east-1.amazonaws.com", ["eks"], "us-east-1", "aws"],
    ["s3.dualstack.us-east-1.amazonaws.com", ["s3"], "us-east-1", "aws"],
    ["us-west-1.s3.us-east-1.amazonaws.com", ["us-west-1", "s3"], "us-east-1", "aws"],
    ["vpce-1.sqs.us-east-1.vpce.amazonaws.com", ["vpce-1", "sqs"], "us-east-1", "aws"],
    ["sqs.us-gov-west-1.amazonaws.com", ["sqs"], "us-gov-west-1", "aws-us-gov"],
    ["x.lambda-url.us-gov-west-1.on.aws", ["x", "lambda-url"], "us-gov-west-1", "aws-us-gov"],
    ["iam.amazonaws.com", ["iam"], null, "aws"],
  ])("it splits prefix and region: %s", (host, prefix, region, partition) => {
    const labels = hostLabels(host);
    expect(labels?.prefix).toEqual(prefix);
    expect(labels?.region).toBe(region);
    expect(labels?.partition.id).toBe(partition);
    expect(labels?.regionFits).toBe(true);
  });

  test("it says when the region is not the suffix's", () => {
    expect(hostLabels("s3.us-east-1.amazonaws.com.cn")).toMatchObject({
      region: "us-east-1",
      regionFits: false,
    });
  });

  test.each(["", "example.com", "amazonaws.com"])("it is null outside AWS: %j", (host) => {
    expect(hostLabels(host)).toBeNull();
  });
});
