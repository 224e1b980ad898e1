import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import type { CheckFacts } from "../../src/diagnosis/prediction-check.ts";
import { checkFacts } from "../../src/diagnosis/prediction-check.ts";
import {
  chunks,
  contentLength,
  payloadHash,
  payloadHeader,
  signature,
  unsignedHeaders,
  wholeBody,
} from "../../src/diagnosis/prediction-s3-payload.ts";
import { factsOf } from "../support/prediction-facts.ts";

const facts = (more: Partial<ExampleRecipe> = {}): CheckFacts =>
  checkFacts(factsOf({ url: "https://bucket.s3.us-east-1.amazonaws.com/key", ...more }), "s3");

describe("S3's checks of headers and body", () => {
  it("pass a correct request", () => {
    for (const check of [
      contentLength,
      payloadHeader,
      unsignedHeaders,
      signature,
      wholeBody,
      payloadHash,
      chunks,
    ])
      expect(check.refuse(facts()), check.name).toBeNull();
  });

  it("let x-amz-content-sha256 be unsigned, but not the host", () => {
    const signed = (names: string): CheckFacts => ({ ...facts(), signedHeaders: names.split(";") });
    expect(unsignedHeaders.refuse(signed("host;x-amz-date"))).toBeNull();
    expect(unsignedHeaders.refuse(signed("x-amz-date"))?.elements).toEqual([["HeadersNotSigned", "host"]]);
  });

  it("take no short body of a HEAD for an incomplete one", () => {
    expect(
      wholeBody.refuse(
        facts({ method: "HEAD", sent: (request) => withHeader(request, "Content-Length", "9") }),
      ),
    ).toBeNull();
    expect(
      wholeBody.refuse(
        facts({ method: "PUT", sent: (request) => withHeader(request, "Content-Length", "9") }),
      )?.code,
    ).toBe("IncompleteBody");
  });
});
