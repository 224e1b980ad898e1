import { describe, expect, it } from "vitest";
import { credentialScope, parseCredential } from "../../src/sigv4/credential-scope.ts";

describe("credential scope", () => {
  it("cuts a credential at its slashes", () => {
    expect(parseCredential("AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request")).toEqual({
      accessKeyId: "AKIDEXAMPLE",
      scope: { date: "20150830", region: "us-east-1", service: "iam", terminator: "aws4_request" },
    });
  });
  it.each([
    ["a/b/c/d", 4],
    ["a/b/c/d/e/f", 6],
    ["", 1],
  ])("tells the number of parts of %j", (text, parts) => {
    expect(parseCredential(text)).toEqual({ parts });
  });
  it("writes the scope of a string to sign", () => {
    expect(
      credentialScope({ date: "20150830", region: "us-east-1", service: "iam", terminator: "aws4_request" }),
    ).toBe("20150830/us-east-1/iam/aws4_request");
  });
});
