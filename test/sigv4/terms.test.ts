import { expect, it } from "vitest";
import {
  payloadHeaderServices,
  payloadTokens,
  presignMaximumSeconds,
  presignParameters,
} from "../../src/sigv4/terms.ts";

it("spells the protocol's own words", () => {
  expect(presignParameters.join()).toBe(
    "X-Amz-Algorithm,X-Amz-Credential,X-Amz-Signature,X-Amz-Date,X-Amz-SignedHeaders,X-Amz-Expires",
  );
  expect(presignMaximumSeconds).toBe(7 * 24 * 60 * 60);
  expect([...payloadHeaderServices]).toEqual(["s3", "s3express", "s3-object-lambda", "s3-outposts"]);
  expect(payloadTokens).toContain("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
});
