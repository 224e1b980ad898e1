import { expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
  body: "{}",
};

it("sees x-amz-acl outside SignedHeaders", async () => {
  const { causes, findings } = await examined(
    signedExample({ ...put, unsignedHeaders: [["x-amz-acl", "public-read"]] }),
  );
  expect(causes).toEqual(["required-header-unsigned"]);
  expect(findings[0]?.evidence).toEqual({ headers: ["x-amz-acl"] });
});

it("sees metadata that was added to a presigned upload", async () => {
  const recipe = { ...put, presignedSeconds: 600, unsignedHeaders: [["X-Amz-Meta-Author", "zoe"]] as const };
  expect(await causesOf(recipe)).toEqual(["required-header-unsigned"]);
});

it("only warns of an unsigned x-amz-content-sha256, which S3 takes", async () => {
  const recipe = {
    ...put,
    signedInput: (input: Parameters<NonNullable<Parameters<typeof signedExample>[0]["signedInput"]>>[0]) => ({
      ...input,
      headers: input.headers.filter(({ name }) => name !== "x-amz-content-sha256"),
      signedHeaders: input.signedHeaders.filter((name) => name !== "x-amz-content-sha256"),
    }),
  };
  expect(await findingsOf(recipe)).toEqual(["required-header-unsigned observed warning"]);
});

it("repeats what AWS names where nothing is seen here", async () => {
  const body =
    "<Error><Code>AccessDenied</Code><Message>There were headers present in the request which were not signed</Message><HeadersNotSigned>x-amz-date</HeadersNotSigned></Error>";
  const { findings } = await examined(
    signedExample({ ...put, response: exampleResponse(403, [["Content-Type", "application/xml"]], body) }),
  );
  expect(
    findings.filter(({ rule }) => rule === "required-header-unsigned").map(({ detail }) => detail),
  ).toEqual(["AWS names headers that were not signed: x-amz-date."]);
});

it("finds nothing in the unsigned headers of ordinary clients, nor outside S3", async () => {
  const unsignedHeaders = [
    ["User-Agent", "aws-cli/2"],
    ["X-Amzn-Trace-Id", "Root=1"],
    ["x-amz-user-agent", "js"],
    ["amz-sdk-invocation-id", "1"],
  ] as const;
  expect(await findingsOf({ ...put, unsignedHeaders })).toEqual([]);
  const table = {
    method: "POST",
    url: "https://dynamodb.us-east-1.amazonaws.com/",
    service: "dynamodb",
    body: "{}",
  };
  expect(
    await findingsOf({ ...table, unsignedHeaders: [["X-Amz-Target", "DynamoDB_20120810.ListTables"]] }),
  ).toEqual([]);
});
