import { describe, expect, it } from "vitest";
import {
  hashedTwiceSigv4aExample,
  sigv4aExample,
  tokenSigv4aExample,
} from "../../src/diagnosis/example-sigv4a.ts";
import { headerValue } from "../../src/http/raw-headers.ts";
import { examined } from "../support/examined.ts";

describe("examples of SigV4A", () => {
  it("carry fixed signatures: one right, one hashed twice", async () => {
    expect((await examined(tokenSigv4aExample())).verdict).toBe("valid");
    expect((await examined(hashedTwiceSigv4aExample())).verdict).toBe("mismatch");
  });

  it("put what they are given into the request", () => {
    const { request } = sigv4aExample({
      signature: "3045",
      regionSet: null,
      scope: "d/r/s/t",
      algorithm: "A",
    });
    expect(headerValue(request.headers, "x-amz-region-set")).toBeUndefined();
    expect(headerValue(request.headers, "authorization")).toBe(
      "A Credential=AKIAIOSFODNN7EXAMPLE/d/r/s/t, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=3045",
    );
  });
});
