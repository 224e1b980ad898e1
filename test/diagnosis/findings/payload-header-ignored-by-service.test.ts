import { expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const model = {
  method: "POST",
  url: "https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/model/invocations",
  service: "sagemaker",
  body: '{"instances":[1]}',
};
const says = (value: string) => ({
  ...model,
  headers: [["X-Amz-Content-Sha256", value]] as const,
  signedInput: (input: CanonicalInput) => ({ ...input, payloadHash: value }),
});

it("proves a text of the header that was signed as the payload", async () => {
  expect(await causesOf(says("unsigned-payload"))).toEqual(["payload-header-ignored-by-service"]);
  expect(await causesOf(says("My-Generated-Body-Hash"))).toEqual(["payload-header-ignored-by-service"]);
});

it("names itself beside the hash of nothing, which is the same bytes", async () => {
  const { causes, findings } = await examined(
    signedExample(says("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
  );
  expect(causes).toEqual(["payload-hash-of-empty-or-other"]);
  expect(findings[0]?.evidence.alsoPossible).toEqual(["payload-header-ignored-by-service"]);
});

it("reports a token that the service refused", async () => {
  const refusal = exampleResponse(
    403,
    [["x-amzn-ErrorType", "InvalidSignatureException"]],
    '{"message":"The request signature we calculated does not match the signature you provided."}',
  );
  expect(await findingsOf({ ...says("UNSIGNED-PAYLOAD"), response: refusal })).toContain(
    "payload-header-ignored-by-service reported error",
  );
});

it("finds nothing where header and body agree, or only the body's hash was signed", async () => {
  expect(await findingsOf(model)).toEqual([]);
  const other = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  expect(await findingsOf({ ...model, headers: [["X-Amz-Content-Sha256", other]] })).toEqual([]);
});
