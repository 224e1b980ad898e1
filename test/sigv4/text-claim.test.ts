import { describe, expect, it } from "vitest";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import { postExample, withField } from "../../src/diagnosis/example-post.ts";
import { sigv2Example } from "../../src/diagnosis/example-sigv2.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { textClaim, verifyText } from "../../src/sigv4/text-claim.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";
const claimOf = (request: CapturedRequest) => textClaim(request, parseEnvelope(request));
const documentedPolicy =
  "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";

describe("a claim over one text", () => {
  it("is there for Version 2 and for a form, and for nothing else", () => {
    expect(claimOf(sigv2Example({ url }).request)?.form).toBe("sigv2-header");
    expect(claimOf(sigv2Example({ url, expires: 1 }).request)?.form).toBe("sigv2-query");
    expect(claimOf(postExample({}).request)?.form).toBe("post-policy");
    expect(claimOf(signedExample({ url }).request)).toBeNull();
  });

  it("gives the documented signature of the S3 pages' form", () => {
    let { request } = postExample({});
    request = postExample({
      posted: (fields) =>
        withField(
          withField(
            withField(fields, "policy", documentedPolicy),
            "x-amz-credential",
            "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
          ),
          "x-amz-signature",
          "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
        ),
    }).request;
    const claim = claimOf(request);
    expect(claim && verifyText(claim, exampleKnowledge())).toEqual({
      verdict: "valid",
      stringToSign: documentedPolicy,
      calculatedSignature: "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
      source: "profile example",
    });
  });

  it("is a mismatch under another secret and unverifiable without one", () => {
    const claim = claimOf(sigv2Example({ url }).request);
    expect(claim && verifyText(claim, exampleKnowledge("other")).verdict).toBe("mismatch");
    expect(claim && verifyText(claim, exampleKnowledge("s", "AKIAOTHER"))).toMatchObject({
      verdict: "unverifiable",
      calculatedSignature: null,
      stringToSign: "GET\n\n\nFri, 02 Jan 2026 03:04:05 GMT\n/examplebucket/a",
    });
  });

  it("cannot be judged for version 1, an unknown HMAC, or a form with a broken credential", () => {
    const { request } = sigv2Example({ url });
    const target = "/?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=a&SignatureVersion=1";
    const old = claimOf({ ...request, headers: [], target });
    expect(old && verifyText(old, exampleKnowledge()).verdict).toBe("unverifiable");
    const form = postExample({ posted: (fields) => withField(fields, "x-amz-credential", "AKID") });
    const broken = claimOf(form.request);
    expect(broken?.texts).toEqual([]);
  });
});
