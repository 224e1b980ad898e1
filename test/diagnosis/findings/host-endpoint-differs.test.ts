import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const asHost = (host: string) => (request: Parameters<typeof withHeader>[0]) =>
  withHeader(request, "Host", host);

it("proves the regional name where the global one arrived", async () => {
  const recipe = {
    url: "https://ec2.us-east-1.amazonaws.com/?Action=DescribeRegions",
    service: "ec2",
    sent: asHost("ec2.amazonaws.com"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["host-endpoint-differs"],
    changes: ["header host: ec2.amazonaws.com -> ec2.us-east-1.amazonaws.com"],
  });
});

it("proves another name of the same bucket", async () => {
  const recipe = {
    url: "https://examplebucket.s3.amazonaws.com/a",
    sent: asHost("examplebucket.s3.us-east-1.amazonaws.com"),
  };
  expect(await causesOf(recipe)).toEqual(["host-endpoint-differs"]);
});

it("proves the old name of SQS", async () => {
  const recipe = {
    method: "POST",
    url: "https://queue.amazonaws.com/",
    service: "sqs",
    body: "Action=ListQueues",
    sent: asHost("sqs.us-east-1.amazonaws.com"),
  };
  expect(await causesOf(recipe)).toEqual(["host-endpoint-differs"]);
});

it("leaves a bucket that moved between host and path to its own class", async () => {
  const recipe = {
    url: "https://s3.us-east-1.amazonaws.com/a",
    sent: asHost("examplebucket.s3.us-east-1.amazonaws.com"),
  };
  expect(await causesOf(recipe)).toEqual(["virtual-host-vs-path-style"]);
});

it("finds nothing where one name is used", async () => {
  expect(
    await findingsOf({ url: "https://ec2.us-east-1.amazonaws.com/?Action=DescribeRegions", service: "ec2" }),
  ).toEqual([]);
});
