import { expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { latin1Bytes, wholeBody } from "../../../src/http/http-message.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

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
