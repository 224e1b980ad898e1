import { expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { latin1Bytes, wholeBody } from "../../../src/http/http-message.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const table = {
  method: "POST",
  url: "https://dynamodb.us-east-1.amazonaws.com/",
  service: "dynamodb",
  body: "{}",
};

it("proves the hash of nothing", async () => {
  const recipe = {
    ...table,
    body: '{"TableName":"a"}',
    signedInput: (input: CanonicalInput) => ({ ...input, payloadHash: empty }),
  };
  expect((await proofOf(recipe)).changes[0]).toContain(`-> ${empty}`);
  expect(await causesOf(recipe)).toEqual(["payload-hash-of-empty-or-other"]);
});

it("proves the hash of undefined", async () => {
  const undefinedHash = "eb045d78d273107348b0300c01d29b7552d622abbc6faf81b3ec55359aa9950c";
  expect(
    await causesOf({ ...table, signedInput: (input) => ({ ...input, payloadHash: undefinedHash }) }),
  ).toEqual(["payload-hash-of-empty-or-other"]);
});

it("sees a body of S3 that was signed as nothing", async () => {
  const recipe = {
    method: "PUT",
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
    sent: <T extends object>(request: T) => ({ ...request, body: wholeBody(latin1Bytes("text")) }),
  };
  expect(await findingsOf(recipe)).toEqual(["payload-hash-of-empty-or-other proven error"]);
});

it("leaves a body that was changed to its own class", async () => {
  const sent = <T extends object>(request: T) => ({ ...request, body: wholeBody(latin1Bytes("{}\n")) });
  expect(await causesOf({ ...table, sent })).toEqual(["payload-changed-after-sign"]);
});

it("finds nothing where the body's own hash was signed", async () => {
  expect(await findingsOf(table)).toEqual([]);
  expect(await findingsOf({ ...table, body: "" })).toEqual([]);
});

it("repeats S3 where it was told the hash of nothing", async () => {
  const body =
    "<Error><Code>XAmzContentSHA256Mismatch</Code><Message>The provided 'x-amz-content-sha256' header does not match what was computed.</Message><ClientComputedContentSHA256>e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855</ClientComputedContentSHA256><S3ComputedContentSHA256>9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</S3ComputedContentSHA256></Error>";
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
    response: exampleResponse(400, [], body),
  };
  const { findings } = await examined(signedExample(recipe));
  expect(
    findings
      .filter(({ rule }) => rule === "payload-hash-of-empty-or-other")
      .map(({ certainty }) => certainty),
  ).toEqual(["reported"]);
});

it("says of VPC Lattice what the service takes, and blames no header that was not sent", async () => {
  const recipe = {
    method: "POST",
    url: "https://my-service-02031c5c5a9f7e6d4.7d67968.vpc-lattice-svcs.us-east-1.on.aws/orders",
    service: "vpc-lattice-svcs",
    body: "{}",
    signedInput: (input: CanonicalInput) => ({ ...input, payloadHash: "UNSIGNED-PAYLOAD" }),
    headers: [["X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"]] as [string, string][],
  };
  expect(await findingsOf(recipe)).toEqual([]);
  expect(await findingsOf({ ...recipe, headers: [] })).toEqual([]);
  const own = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
  const hashed = {
    ...recipe,
    headers: [],
    signedInput: (input: CanonicalInput) => ({ ...input, payloadHash: own }),
  };
  const { findings, causes } = await examined(signedExample(hashed));
  expect(causes).toEqual(["payload-hash-of-empty-or-other"]);
  expect(findings[0]?.detail).toBe(
    "The hash of the body was signed, and the service takes UNSIGNED-PAYLOAD as the payload.",
  );
});
