import { describe, expect, it } from "vitest";
import { sigv2Example, sigv2QueryExample } from "../../src/diagnosis/example-sigv2.ts";
import { headerValue } from "../../src/http/raw-headers.ts";
import { examined } from "../support/examined.ts";

describe("examples of Version 2", () => {
  it("are right in header and query unless made wrong", async () => {
    const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a?acl";
    const header = sigv2Example({ url });
    expect(headerValue(header.request.headers, "authorization")).toMatch(
      /^AWS AKIAIOSFODNN7EXAMPLE:[A-Za-z0-9+/]{27}=$/,
    );
    expect((await examined(header)).verdict).toBe("valid");
    const query = sigv2Example({ url, expires: 1_767_323_945 });
    expect(query.request.target).toMatch(
      /^\/a\?acl&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1767323945&Signature=/,
    );
    expect((await examined(query)).verdict).toBe("valid");
    expect((await examined(sigv2Example({ url, secret: "no" }))).verdict).toBe("mismatch");
  });

  it("are right for a Query service", async () => {
    const example = sigv2QueryExample({ url: "https://sdb.amazonaws.com/?Action=ListDomains" });
    expect(example.request.target).toContain("SignatureVersion=2");
    expect((await examined(example)).verdict).toBe("valid");
  });
});
