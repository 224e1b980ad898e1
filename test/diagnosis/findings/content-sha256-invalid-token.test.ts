import { expect, it } from "vitest";
import { exampleResponse, signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const s3 = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json" };
const bothAs = (value: string) => ({
  signedInput: (input: CanonicalInput) => ({
    ...input,
    payloadHash: value,
    headers: input.headers.map((header) =>
      header.name === "x-amz-content-sha256" ? { ...header, value } : header,
    ),
  }),
  sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "X-Amz-Content-Sha256", value),
});

it("sees base64, capitals and words that are no token", async () => {
  for (const value of [
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
    "unsigned-payload",
    "required",
  ]) {
    expect(await findingsOf({ ...s3, ...bothAs(value) })).toEqual([
      "content-sha256-invalid-token observed error",
    ]);
  }
});

it("proves a header in base64 whose hex was signed as the payload line", async () => {
  const value = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  const recipe = {
    ...s3,
    signedInput: (input: CanonicalInput) => ({
      ...input,
      headers: input.headers.map((header) =>
        header.name === "x-amz-content-sha256" ? { ...header, value } : header,
      ),
    }),
    sent: bothAs(value).sent,
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["content-sha256-invalid-token"],
    changes: [`payload hash: ${value} -> e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`],
  });
});

it("leaves a valid hash of another body to its own class", async () => {
  const other = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  expect(await causesOf({ ...s3, ...bothAs(other) })).toEqual(["payload-changed-after-sign"]);
});

it("finds nothing in the tokens S3 knows, nor where the service does not read the header", async () => {
  expect(await findingsOf({ ...s3, ...bothAs("UNSIGNED-PAYLOAD") })).toEqual([]);
  const table = {
    method: "POST",
    url: "https://dynamodb.us-east-1.amazonaws.com/",
    service: "dynamodb",
    body: "{}",
  };
  expect(await findingsOf({ ...table, headers: [["x-amz-content-sha256", "required"]] })).toEqual([]);
});

it("repeats S3 where it was told base64", async () => {
  const body =
    "<Error><Code>XAmzContentSHA256Mismatch</Code><Message>The provided 'x-amz-content-sha256' header does not match what was computed.</Message><ClientComputedContentSHA256>n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=</ClientComputedContentSHA256><S3ComputedContentSHA256>9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</S3ComputedContentSHA256></Error>";
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
    response: exampleResponse(400, [], body),
  };
  const { findings } = await examined(signedExample(recipe));
  expect(
    findings.filter(({ rule }) => rule === "content-sha256-invalid-token").map(({ certainty }) => certainty),
  ).toEqual(["reported"]);
});
