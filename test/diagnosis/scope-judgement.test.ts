import { describe, expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import {
  holdsNul,
  isGlobalService,
  regionJudgement,
  repairedRegion,
} from "../../src/diagnosis/scope-judgement.ts";
import { endpointOf } from "../../src/endpoints/endpoint.ts";

function judged(url: string, service: string, region: string) {
  const { request, response, knowledge, nowEpochMs } = signedExample({ url, service, region });
  const subject = { id: "x", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  return regionJudgement(examined(subject, createExaminer(knowledge, [])).context);
}

describe("regionJudgement", () => {
  it.each([
    ["https://b.s3.eu-west-1.amazonaws.com/", "s3", "us-east-1", "scope-region-wrong", "eu-west-1"],
    ["https://s3.amazonaws.com/b", "s3", "eu-west-1", "scope-region-wrong", "us-east-1"],
    ["https://queue.amazonaws.com/", "sqs", "eu-west-1", "scope-region-wrong", "us-east-1"],
    ["https://sts.eu-west-1.amazonaws.com/", "sts", "us-west-2", "scope-region-wrong", "eu-west-1"],
    ["https://sts.eu-west-1.amazonaws.com/", "sts", "us-east-1", "scope-global-service-region", "eu-west-1"],
    ["https://iam.amazonaws.com/", "iam", "eu-west-1", "scope-global-service-region", "us-east-1"],
    [
      "https://cloudfront.amazonaws.com/",
      "cloudfront",
      "eu-west-1",
      "scope-global-service-region",
      "us-east-1",
    ],
    ["https://sqs.eu-west-1.amazonaws.com/", "sqs", "aws-global", "scope-global-service-region", "eu-west-1"],
    ["https://sqs.eu-west-1.amazonaws.com/", "sqs", "eu-west-1a", "scope-region-malformed", "eu-west-1"],
    ["https://sqs.eu-west-1.amazonaws.com/", "sqs", "eu-west-1\0", "region-nul-byte", "eu-west-1"],
    ["https://b.s3.amazonaws.com/", "s3", "US-EAST-1", "scope-region-malformed", "us-east-1"],
  ])("says of %s signed as %s for %j: %s", (...row) => {
    const [url, service, region, fault, expected] = row;
    expect(judged(url, service, region)).toEqual({ fault, sent: region, expected });
  });

  it.each([
    ["https://b.s3.eu-west-1.amazonaws.com/", "s3", "eu-west-1"],
    ["https://b.s3.amazonaws.com/", "s3", "eu-west-1"],
    ["https://sns.amazonaws.com/", "sns", "eu-west-1"],
    ["https://account.r2.cloudflarestorage.com/b", "s3", "auto"],
    ["https://localhost:9000/b", "s3", "garage"],
    ["https://m.mrap.accesspoint.s3-global.amazonaws.com/", "s3", "us-east-1"],
  ])("says nothing of %s signed as %s for %s", (url, service, region) => {
    expect(judged(url, service, region)).toBeNull();
  });
});

describe("repairedRegion", () => {
  it.each([
    ["us_east_1", "us-east-1"],
    ["US-WEST-2", "us-west-2"],
    ["eu-west-1b", "eu-west-1"],
    ["useast1", "us-east-1"],
    ["s3.eu-central-1.amazonaws.com", "eu-central-1"],
    ["us-east-1\0", "us-east-1"],
    ["execute-api", null],
    ["", null],
  ])("takes %j for %s", (sent, meant) => {
    expect(repairedRegion(sent)).toBe(meant);
  });
});

describe("holdsNul", () => {
  it("knows the byte and its spellings", () => {
    expect(["a\0", "a%00", "a\\0", "a\\x00", "a\\u0000", "us-east-1"].map(holdsNul)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});

describe("isGlobalService", () => {
  it("is true of IAM and false of S3 and SQS, though their old hosts name no region", () => {
    const hosts = [
      "iam.amazonaws.com",
      "sts.amazonaws.com",
      "s3.amazonaws.com",
      "queue.amazonaws.com",
      "sqs.eu-west-1.amazonaws.com",
    ];
    expect(hosts.map((host) => isGlobalService(endpointOf(host)))).toEqual([true, true, false, false, false]);
  });
});
