import { expect, it } from "vitest";
import { exampleResponse, signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const never = {
  signedInput: (input: CanonicalInput) => ({
    ...input,
    headers: input.headers.filter(({ name }) => name !== "x-amz-content-sha256"),
    signedHeaders: input.signedHeaders.filter((name) => name !== "x-amz-content-sha256"),
  }),
  sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "x-amz-content-sha256", null),
};

it("sees an S3 request without the header", async () => {
  expect(
    await findingsOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json", ...never }),
  ).toEqual(["content-sha256-missing observed error"]);
});

it("sees an OpenSearch Serverless request without the header", async () => {
  const recipe = {
    url: "https://abc123.us-west-2.aoss.amazonaws.com/_cat/indices",
    service: "aoss",
    region: "us-west-2",
  };
  expect(await causesOf(recipe)).toEqual(["content-sha256-missing"]);
});

it("proves a header that was signed and taken out", async () => {
  const recipe = {
    method: "PUT",
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
    body: "{}",
    sent: never.sent,
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["content-sha256-missing"],
    changes: [
      "header x-amz-content-sha256:  -> 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    ],
  });
});

it("only warns for a server that is not AWS's", async () => {
  expect(
    await findingsOf({ url: "https://storage.example.com/examplebucket/report.json", ...never }),
  ).toEqual(["content-sha256-missing observed warning"]);
});

it("leaves a header that is no hash to its own class", async () => {
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
    sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "x-amz-content-sha256", "none"),
  };
  expect((await findingsOf(recipe)).some((found) => found.startsWith("content-sha256-missing"))).toBe(false);
});

it("finds nothing in a presigned URL, nor in a service that does not read the header", async () => {
  expect(
    await findingsOf({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 60,
    }),
  ).toEqual([]);
  expect(
    await findingsOf({
      method: "POST",
      url: "https://dynamodb.us-east-1.amazonaws.com/",
      service: "dynamodb",
      body: "{}",
    }),
  ).toEqual([]);
});

it("repeats S3 where it misses the header", async () => {
  const body =
    "<Error><Code>InvalidRequest</Code><Message>Missing required header for this request: x-amz-content-sha256</Message></Error>";
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
    response: exampleResponse(400, [], body),
  };
  const { findings } = await examined(signedExample(recipe));
  expect(
    findings.filter(({ rule }) => rule === "content-sha256-missing").map(({ certainty }) => certainty),
  ).toEqual(["reported"]);
});
