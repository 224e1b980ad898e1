import { describe, expect, test } from "vitest";
import {
  knownRegions,
  partitionOfRegion,
  partitionsOfHost,
  pseudoRegions,
  regionLooksValid,
} from "../../src/endpoints/partitions.ts";

describe("a region", () => {
  test.each([
    ["us-east-1", "aws"],
    ["mx-central-1", "aws"],
    ["eu-south-9", "aws"],
    ["us-gov-east-1", "aws-us-gov"],
    ["cn-northwest-1", "aws-cn"],
    ["eusc-de-east-1", "aws-eusc"],
    ["us-iso-west-1", "aws-iso"],
    ["us-isob-east-1", "aws-iso-b"],
    ["eu-isoe-west-1", "aws-iso-e"],
    ["us-isof-south-1", "aws-iso-f"],
  ])("it belongs to its partition: %s", (region, partition) => {
    expect(partitionOfRegion(region)?.id).toBe(partition);
    expect(regionLooksValid(region)).toBe(true);
  });

  test.each([
    "",
    "us_east_1",
    "us-east",
    "US-WEST-2",
    "us-east-1a",
    "use1-az4",
    "s3",
    "execute-api",
    "aws-global",
    "us-east-1\0",
    " us-east-1",
    "s3.us-east-1.amazonaws.com",
    `us-${"a".repeat(100_000)}-1`,
  ])("it does not look valid: %j", (region) => {
    expect(regionLooksValid(region)).toBe(false);
  });

  test("it is listed once, the commercial ones first, without the pseudo regions", () => {
    const regions = knownRegions();
    expect(regions).toContain("us-east-1");
    expect(regions).toContain("us-gov-west-1");
    expect(regions.indexOf("us-east-1")).toBeLessThan(regions.indexOf("us-gov-west-1"));
    expect(new Set(regions).size).toBe(regions.length);
    expect(regions.filter((region) => !regionLooksValid(region))).toEqual([]);
  });

  test("it may be written as a pseudo region", () => {
    expect(pseudoRegions()).toContain("aws-global");
    expect(pseudoRegions()).toContain("aws-cn-global");
  });
});

describe("a DNS suffix", () => {
  test.each([
    ["s3.amazonaws.com", "amazonaws.com", ["aws", "aws-us-gov"]],
    ["s3.cn-north-1.amazonaws.com.cn", "amazonaws.com.cn", ["aws-cn"]],
    ["sqs.us-iso-east-1.api.aws.ic.gov", "api.aws.ic.gov", ["aws-iso"]],
    ["x.api.aws.hci.ic.gov", "api.aws.hci.ic.gov", ["aws-iso-f"]],
    ["x.lambda-url.us-east-1.on.aws", "on.aws", ["aws"]],
  ])("it belongs to partitions: %s", (host, suffix, partitions) => {
    const found = partitionsOfHost(host);
    expect(found?.suffix).toBe(suffix);
    expect(found?.partitions.map((partition) => partition.id)).toEqual(partitions);
  });

  test.each(["amazonaws.com", "evilamazonaws.com", "example.com", ""])("it is not AWS's: %j", (host) => {
    expect(partitionsOfHost(host)).toBeNull();
  });
});
