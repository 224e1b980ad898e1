import { describe, expect, test } from "vitest";
import { isAwsHost } from "../../src/endpoints/aws-host.ts";

const apiHosts = [
  "s3.amazonaws.com",
  "bucket.s3.eu-west-1.amazonaws.com",
  "a.rds.bucket.s3.amazonaws.com",
  "sts.us-east-1.amazonaws.com",
  "rds.us-east-1.amazonaws.com",
  "redshift.us-east-1.amazonaws.com",
  "mq.us-east-1.amazonaws.com",
  "fips.eks.us-east-1.amazonaws.com",
  "elasticache.us-east-1.amazonaws.com",
  "dynamodb.cn-north-1.amazonaws.com.cn",
  "ec2.cn-north-1.api.amazonwebservices.com.cn",
  "ec2.us-east-1.api.aws",
  "abc.lambda-url.us-east-1.on.aws",
  "sts.eusc-de-east-1.amazonaws.eu",
  "sts.us-iso-east-1.c2s.ic.gov",
  "sts.us-isob-east-1.sc2s.sgov.gov",
  "sts.eu-isoe-west-1.cloud.adc-e.uk",
  "sts.us-isof-south-1.csp.hci.ic.gov",
  "vpce-0a1b-2c3d.rds.us-east-1.vpce.amazonaws.com",
];

const otherHosts = [
  "",
  "amazonaws.com",
  ".amazonaws.com",
  "a..amazonaws.com",
  "notamazonaws.com",
  "amazonaws.com.evil.example",
  "s3.amazonaws.com.",
  "d111111abcdef8.cloudfront.net",
  "console.aws.amazon.com",
  "localhost",
  "169.254.169.254",
  "ec2-203-0-113-25.compute-1.amazonaws.com",
  "ec2-203-0-113-25.us-west-2.compute.amazonaws.com",
  "my-lb-123.us-east-1.elb.amazonaws.com",
  "my-lb-123.elb.us-east-1.amazonaws.com",
  "db.cxyz.us-east-1.rds.amazonaws.com",
  "c.abc.0001.use1.cache.amazonaws.com",
  "0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com".toLowerCase(),
  "123456789012.dkr.ecr.us-east-1.amazonaws.com",
  "c1.credentials.iot.us-east-1.amazonaws.com",
  "bucket.s3-website-us-east-1.amazonaws.com",
  "bucket.s3-website.eu-central-1.amazonaws.com",
  "\u212ams.us-east-1.amazonaws.com",
  "s3 .amazonaws.com",
];

describe("a host that speaks an AWS API", () => {
  test.each(apiHosts)("it is opened: %s", (host) => {
    expect(isAwsHost(host)).toBe(true);
  });
});

describe("a host that does not", () => {
  test.each(otherHosts)("it is left alone: %j", (host) => {
    expect(isAwsHost(host)).toBe(false);
  });

  test("it is left alone when it is too long for a name", () => {
    expect(isAwsHost(`${"a".repeat(10_000)}.s3.amazonaws.com`)).toBe(false);
  });
});
