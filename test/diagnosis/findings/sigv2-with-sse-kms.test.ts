import { describe, expect, it } from "vitest";
import { exampleResponse } from "../../../src/diagnosis/example.ts";
import { sigv2Example } from "../../../src/diagnosis/example-sigv2.ts";
import { sigv2WithSseKms } from "../../../src/diagnosis/findings/sigv2-with-sse-kms.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("sigv2-with-sse-kms", () => {
  it("is the only cause of its own example, and says that the signature is right", async () => {
    const examination = await examined(sigv2WithSseKms.example());
    expect(examination.verdict).toBe("valid");
    expect(examination.causes).toEqual(["sigv2-with-sse-kms"]);
    expect(examination.findings.map(({ rule, certainty }) => `${rule} ${certainty}`)).toEqual([
      "sigv2-with-sse-kms reported",
    ]);
    expect(examination.findings[0]?.detail).toContain("only the version is wrong");
  });

  it("is found in a request that asks for a KMS key, and not once S3 took it", async () => {
    const recipe = {
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
      headers: [["x-amz-server-side-encryption", "aws:kms"]] as const,
      body: "x",
    };
    expect((await examined(sigv2Example(recipe))).causes).toEqual(["sigv2-with-sse-kms"]);
    const url = "https://examplebucket.s3.eu-central-1.amazonaws.com/a";
    expect((await examined(sigv2Example({ ...recipe, url }))).causes).toEqual(["sigv2-with-sse-kms"]);
    const response = exampleResponse(200, [], "");
    expect((await examined(sigv2Example({ ...recipe, response }))).causes).toEqual([]);
  });

  it("is found in an answer alone", async () => {
    const { response, ...rest } = sigv2WithSseKms.example();
    const request = { ...rest.request, target: "/a", headers: [["Host", "example.com"]] as const };
    const alone = await examined({ ...rest, request, response });
    expect(alone.causes).toEqual(["sigv2-with-sse-kms"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(sigv2WithSseKms)).toEqual([]);
  });
});
