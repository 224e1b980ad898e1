import { expect, it } from "vitest";
import { signature } from "../../src/sigv4/signature.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";

it("is the documented signature of IAM ListUsers", () => {
  const scope = { date: "20150830", region: "us-east-1", service: "iam", terminator: "aws4_request" };
  const toSign =
    "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\nf536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59";
  expect(signature(signingKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope), toSign)).toBe(
    "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  );
});
