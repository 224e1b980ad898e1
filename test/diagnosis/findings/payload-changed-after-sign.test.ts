import { gunzipSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { createExaminer } from "../../../src/diagnosis/examine.ts";
import { examineFully } from "../../../src/diagnosis/examine-fully.ts";
import { exampleResponse, signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { latin1Bytes, wholeBody } from "../../../src/http/http-message.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";
import { causesReadAs } from "../../support/read-by-server.ts";

const put = { method: "PUT", url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json" };
const table = { method: "POST", url: "https://dynamodb.us-east-1.amazonaws.com/", service: "dynamodb" };
const withBody =
  (text: string) =>
  <T extends { headers: readonly (readonly [string, string])[] }>(request: T) => ({
    ...request,
    headers: request.headers.map(([name, value]): [string, string] => [
      name,
      name === "Content-Length" ? String(text.length) : value,
    ]),
    body: wholeBody(latin1Bytes(text)),
  });

it("sees an S3 body whose hash is not the signed one", async () => {
  const { verdict, causes, findings } = await examined(
    signedExample({ ...put, body: '{"year": 2026}', sent: withBody('{"year":2026}') }),
  );
  expect(verdict).toBe("valid");
  expect(causes).toEqual(["payload-changed-after-sign"]);
  expect(findings[0]?.evidence.bodyBytes).toBe(13);
  expect(findings[0]?.detail).toContain("The signature itself is right.");
});

it("sees an S3 body that was lost", async () => {
  expect(await causesOf({ ...put, body: "text", sent: withBody("") })).toEqual([
    "payload-changed-after-sign",
  ]);
});

it("proves a newline that was added outside S3", async () => {
  expect((await proofOf({ ...table, body: "{}", sent: withBody("{}\n") })).causes).toEqual([
    "payload-changed-after-sign",
  ]);
});

it("proves JSON that was written again outside S3", async () => {
  expect(
    await causesOf({ ...table, body: '{"a": 1, "b": [1, 2]}', sent: withBody('{"a":1,"b":[1,2]}') }),
  ).toEqual(["payload-changed-after-sign"]);
});

it("proves the hash that the client sent along", async () => {
  const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  const recipe = {
    ...table,
    headers: [["x-amz-content-sha256", hash]] as const,
    body: "something else",
    signedInput: <T extends object>(input: T) => ({ ...input, payloadHash: hash }),
  };
  expect(await causesOf(recipe)).toEqual(["payload-changed-after-sign"]);
});

it("leaves the hash of an empty text to its own class", async () => {
  expect(await causesOf({ ...put, body: "", sent: withBody("text") })).toEqual([
    "payload-hash-of-empty-or-other",
  ]);
});

it("finds nothing where the body is the signed one, nor where the capture holds no body", async () => {
  expect(await findingsOf({ ...put, body: '{"year":2026}' })).toEqual([]);
  const cut = <T extends object>(request: T) => ({ ...request, body: wholeBody(latin1Bytes("")) });
  expect(await findingsOf({ ...put, body: '{"year":2026}', sent: cut })).toEqual([]);
});

it("repeats what S3 computed where the request shows nothing", async () => {
  const body =
    "<Error><Code>XAmzContentSHA256Mismatch</Code><Message>The provided 'x-amz-content-sha256' header does not match what was computed.</Message><ClientComputedContentSHA256>44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff80</ClientComputedContentSHA256><S3ComputedContentSHA256>9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</S3ComputedContentSHA256></Error>";
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
    response: exampleResponse(400, [], body),
  };
  const { findings } = await examined(signedExample(recipe));
  expect(
    findings.filter(({ rule }) => rule === "payload-changed-after-sign").map(({ certainty }) => certainty),
  ).toEqual(["reported"]);
});

it("proves a body that was compressed after signing, where the means to undo it are given", async () => {
  const text = '{"TableName":"reports","Limit":10}';
  const packed = gzipSync(text);
  const example = signedExample({
    ...table,
    body: text,
    sent: (request) => ({
      ...withHeader(request, "Content-Length", String(packed.length)),
      body: wholeBody(packed),
    }),
  });
  const { knowledge, request, response, nowEpochMs } = example;
  const examiner = createExaminer(knowledge, undefined, { inflated: (bytes) => gunzipSync(bytes) });
  const subject = { id: "1", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  const budget = { milliseconds: 10_000, suppositions: 500_000, now: () => performance.now() };
  const { causes, findings } = await examineFully(subject, examiner, budget);
  expect(causes).toEqual(["payload-changed-after-sign"]);
  expect(findings[0]?.detail).toContain("the body was compressed after signing");
});

it("proves a body that a checksum of the request still names", async () => {
  const headers = [["x-amz-checksum-sha256", "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="]] as const;
  const recipe = { ...table, headers, body: "test", sent: withBody("something quite different") };
  expect(await causesOf(recipe)).toEqual(["payload-changed-after-sign"]);
});

it("proves parameters that were signed as a query and sent as a form", async () => {
  const form = "Action=ListTopics&Version=2010-03-31";
  const topic = { method: "POST", url: "https://sns.us-east-1.amazonaws.com/", service: "sns" };
  const signedInput = (input: CanonicalInput) => ({
    ...input,
    canonicalQuery: form,
    payloadHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  });
  expect(await causesOf({ ...topic, body: form, signedInput })).toEqual(["payload-changed-after-sign"]);
});

it("proves a retry that lost its body, from the first attempt", async () => {
  const first = signedExample({ ...table, body: '{"Item":{"id":{"S":"7"}}}' });
  const again = signedExample({ ...table, body: '{"Item":{"id":{"S":"7"}}}', sent: withBody("") });
  const related = [{ id: "first", distance: -1, request: first.request, response: null }];
  const { causes } = await examined({ ...again, related });
  expect(causes).toEqual(["payload-changed-after-sign"]);
});

it("proves a signed length together with the body", async () => {
  const recipe = {
    ...table,
    headers: [["Content-Length", "8"]] as const,
    body: '{"a": 1}',
    sent: (request: Parameters<typeof withHeader>[0]) => ({
      ...withHeader(request, "Content-Length", "7"),
      body: wholeBody(latin1Bytes('{"a":1}')),
    }),
    signedInput: (input: CanonicalInput) => ({
      ...input,
      headers: input.headers.map((header) =>
        header.name === "content-length" ? { name: header.name, value: "8" } : header,
      ),
    }),
  };
  expect(await causesOf(recipe)).toEqual(["payload-changed-after-sign"]);
});

it("owns a payload line that the server shows and nothing else explains", async () => {
  const other = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  const read = (text: string) => text.replace(/[0-9a-f]{64}$/, other);
  expect(await causesReadAs({ ...table, body: '{"TableName":"reports"}' }, read)).toEqual([
    "payload-changed-after-sign",
  ]);
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  expect(
    await causesReadAs({ ...table, body: "{}" }, (text) => text.replace(/[0-9a-f]{64}$/, `x${empty}`)),
  ).toEqual(["changed-on-the-way"]);
});
