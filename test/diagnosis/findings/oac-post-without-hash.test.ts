import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../../src/diagnosis/example.ts";
import { exampleResponse, withHeader } from "../../../src/diagnosis/example.ts";
import { oacPostWithoutHash } from "../../../src/diagnosis/findings/oac-post-without-hash.ts";
import { sha256Hex } from "../../../src/http/digest.ts";
import type { RawHeaders } from "../../../src/http/raw-headers.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const refusal = (headers: RawHeaders = [["Via", "1.1 abc.cloudfront.net (CloudFront)"]]) =>
  exampleResponse(
    403,
    [["x-amzn-ErrorType", "InvalidSignatureException"], ...headers],
    '{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}',
  );

/** A POST to a custom domain in front of CloudFront, without a signature of its own. */
function post(more: Partial<ExampleRecipe> = {}, unsignedHeaders: RawHeaders = []): ExampleRecipe {
  return {
    method: "POST",
    url: "https://shop.example.com/api",
    service: "lambda",
    body: '{"item":1}',
    unsignedHeaders,
    sent: (request) => withHeader(withHeader(request, "Authorization", null), "X-Amz-Date", null),
    response: refusal(),
    ...more,
  };
}

describe("oac-post-without-hash", () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(oacPostWithoutHash.example())).causes).toEqual(["oac-post-without-hash"]);
  });

  it("is found by the mark of CloudFront on the answer", async () => {
    expect(await causesOf(post())).toEqual(["oac-post-without-hash"]);
    expect(await causesOf(post({ method: "PUT" }))).toEqual(["oac-post-without-hash"]);
  });

  it("is only suspected without that mark", async () => {
    expect(await causesOf(post({ response: refusal([]) }))).toEqual([]);
    expect(await findingsOf(post({ response: refusal([]) }))).toContain(
      "oac-post-without-hash suspected error",
    );
  });

  it("is found for a hash that is not the body's, and not for the right one", async () => {
    expect(await causesOf(post({}, [["x-amz-content-sha256", sha256Hex("")]]))).toEqual([
      "oac-post-without-hash",
    ]);
    expect(await causesOf(post({}, [["x-amz-content-sha256", sha256Hex('{"item":1}')]]))).toEqual([]);
  });

  it("is found beside a token of the application in Authorization", async () => {
    const sent: ExampleRecipe["sent"] = (request) =>
      withHeader(request, "Authorization", "Bearer abc.def.ghi");
    expect(await causesOf(post({ sent }))).toEqual(["oac-post-without-hash"]);
  });

  it("is not said of a request without a body, or that the client signs itself", async () => {
    expect(await causesOf(post({ method: "GET", body: "" }))).toEqual([]);
    const { sent: _, ...signed } = post();
    expect(await causesOf(signed)).not.toContain("oac-post-without-hash");
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(oacPostWithoutHash)).toEqual([]);
  });
});
