import { expect, test } from "vitest";
import { regionChecks } from "../../src/doctor/region-checks.ts";
import { sharedFile, surroundings } from "../support/surroundings.ts";

test.each([
  ["us-east-1a", "us-east-1a is an availability zone", "export AWS_REGION=us-east-1"],
  ["us-east-1\0", "holds a NUL byte", "export AWS_REGION=us-east-1"],
  ["US_EAST_1", "US_EAST_1 is not spelled as a region is", "export AWS_REGION=us-east-1"],
  [" eu-west-1", "is surrounded by white space or quotes", "export AWS_REGION=eu-west-1"],
  ["https://s3.eu-west-1.amazonaws.com", "is a host or URL", "export AWS_REGION=eu-west-1"],
  ["aws-global", "aws-global is a name of SDKs; no signature is scoped to it", "export AWS_REGION=us-east-1"],
  ["$REGION", "is a placeholder that nothing replaced", "export AWS_REGION=us-east-1"],
  ["nowhere", "nowhere is no AWS region", "export AWS_REGION=us-east-1"],
  ["us east", "is no AWS region: it holds a blank", "export AWS_REGION=us-east-1"],
])("%j is named", (text, detail, fix) => {
  const [check] = regionChecks(surroundings({ environment: { AWS_REGION: text } }));
  expect(check).toEqual({ id: "region-form", status: "error", subject: "AWS_REGION", detail, fix });
});

test("a region of every profile is looked at", () => {
  const files = [
    sharedFile("config", {
      "default.region": "eu-west-1",
      "dev.region": "us-east-1b",
      "sso.sso_region": "x",
    }),
  ];
  const faults = regionChecks(surroundings({ files })).filter(({ status }) => status === "error");
  expect(faults.map(({ fix }) => fix)).toEqual([
    "write region = us-east-1 in [dev] of ~/.aws/config",
    "write region = us-east-1 in [sso] of ~/.aws/config",
  ]);
});

test("two variables that disagree are told, and who reads which", () => {
  const environment = { AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "eu-west-1" };
  expect(regionChecks(surroundings({ environment }))[0]).toMatchObject({
    id: "region-ambiguous",
    status: "warning",
    fix: 'export AWS_DEFAULT_REGION="$AWS_REGION"',
  });
});

test("no region is a warning beside credentials, and a note where there are none", () => {
  const files = [sharedFile("credentials", { "default.aws_access_key_id": "x" })];
  expect(regionChecks(surroundings({ environment: {}, files }))[0]).toMatchObject({
    id: "region-missing",
    status: "warning",
  });
  expect(regionChecks(surroundings({ environment: {}, files: [] }))[0]?.status).toBe("note");
});

test("a secret in a region's place is not shown", () => {
  const text = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  expect(JSON.stringify(regionChecks(surroundings({ environment: { AWS_REGION: text } })))).not.toContain(
    "K7MDENG",
  );
});
