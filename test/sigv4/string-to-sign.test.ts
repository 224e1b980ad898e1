import { expect, it } from "vitest";
import { stringToSign } from "../../src/sigv4/string-to-sign.ts";

it("is the documented string to sign of IAM ListUsers", () => {
  expect(
    stringToSign({
      algorithm: "AWS4-HMAC-SHA256",
      timestamp: "20150830T123600Z",
      scope: { date: "20150830", region: "us-east-1", service: "iam", terminator: "aws4_request" },
      canonicalRequestSha256Hex: "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59",
    }),
  ).toBe(
    "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\nf536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59",
  );
});
