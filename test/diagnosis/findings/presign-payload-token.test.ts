import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const s3 = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json", presignedSeconds: 900 };

it("proves the hash of nothing where S3 takes UNSIGNED-PAYLOAD", async () => {
  expect(await proofOf({ ...s3, signedInput: (input) => ({ ...input, payloadHash: empty }) })).toEqual({
    causes: ["presign-payload-token"],
    changes: [`payload hash: UNSIGNED-PAYLOAD -> ${empty}`],
  });
});

it("proves UNSIGNED-PAYLOAD where another service hashes the body", async () => {
  const recipe = {
    url: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity",
    service: "sts",
    presignedSeconds: 60,
    signedInput: <T extends object>(input: T) => ({ ...input, payloadHash: "UNSIGNED-PAYLOAD" }),
  };
  expect(await causesOf(recipe)).toEqual(["presign-payload-token"]);
});

it("proves an x-amz-content-sha256 that was presigned and not sent", async () => {
  const recipe = {
    ...s3,
    headers: [["x-amz-content-sha256", "UNSIGNED-PAYLOAD"]] as const,
    signedInput: <T extends object>(input: T) => ({ ...input, payloadHash: "UNSIGNED-PAYLOAD" }),
    sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "x-amz-content-sha256", null),
  };
  expect(await causesOf(recipe)).toEqual(["presign-payload-token"]);
});

it("leaves a header-signed request to its own class", async () => {
  const recipe = {
    method: "POST",
    url: "https://dynamodb.us-east-1.amazonaws.com/",
    service: "dynamodb",
    body: "{}",
    signedInput: <T extends object>(input: T) => ({ ...input, payloadHash: empty }),
  };
  expect(await causesOf(recipe)).toEqual(["payload-hash-of-empty-or-other"]);
});

it("finds nothing where the payload line is the service's own", async () => {
  expect(await findingsOf({ ...s3, method: "PUT", body: "text" })).toEqual([]);
  expect(
    await findingsOf({
      url: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity",
      service: "sts",
      presignedSeconds: 60,
    }),
  ).toEqual([]);
});
