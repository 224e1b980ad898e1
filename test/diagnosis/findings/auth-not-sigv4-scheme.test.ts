import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { authNotSigv4Scheme } from "../../../src/diagnosis/findings/auth-not-sigv4-scheme.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("auth-not-sigv4-scheme", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(authNotSigv4Scheme.example());
    expect(examination.causes).toEqual(["auth-not-sigv4-scheme"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["auth-not-sigv4-scheme"]);
  });

  it("names Basic", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: (request) => withHeader(request, "Authorization", "Basic dXNlcjpwYXNz"),
      }),
    );
    expect(examination.causes).toEqual(["auth-not-sigv4-scheme"]);
    expect(examination.findings.find(({ rule }) => rule === "auth-not-sigv4-scheme")?.detail).toBe(
      "The scheme is Basic.",
    );
  });

  it("never shows a bare token", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: (request) => withHeader(request, "Authorization", "eyJhbGciOi.Jub25lIn0"),
      }),
    );
    expect(examination.causes).toEqual(["auth-not-sigv4-scheme"]);
    expect(JSON.stringify(examination.findings)).not.toContain("eyJhbGciOi");
  });

  const longToken = `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.${"ZGU3NjIwMmY5".repeat(6)}.${"522ad84cd7".repeat(6)}`;

  it("is found for a whole JSON Web Token without a scheme", async () => {
    const { causes, findings } = await examined(
      signedExample({
        method: "POST",
        url: "https://dynamodb.eu-central-1.amazonaws.com/",
        service: "dynamodb",
        region: "eu-central-1",
        headers: [["X-Amz-Target", "DynamoDB_20120810.PutItem"]],
        body: "{}",
        sent: authorizationEdited(() => longToken),
      }),
    );
    expect(causes).toEqual(["auth-not-sigv4-scheme"]);
    expect(findings[0]?.detail).toBe("The header begins with no known scheme.");
    expect(JSON.stringify(findings)).not.toContain("eyJhbGciOi");
  });

  it("is read from an answer that shows the header's hash alone", async () => {
    const body =
      '{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): \'48cNEO4BJKS+9oQD+GlM/S4YbyMwYzG0EybrckKzBJY=\'."}';
    const response = exampleResponse(403, [["Content-Type", "application/json"]], body);
    const url = "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/x";
    const sent = authorizationEdited(() => longToken);
    const { causes } = await examined(signedExample({ url, service: "execute-api", sent, response }));
    expect(causes).toEqual(["auth-not-sigv4-scheme"]);
  });

  it("is read from the answer where the service may take other schemes", async () => {
    const body =
      "{\"message\":\"'Bearer' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer x'.\"}";
    const response = exampleResponse(403, [["Content-Type", "application/json"]], body);
    const url = "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/x";
    const sent = authorizationEdited(() => "Bearer x");
    const examination = await examined(signedExample({ url, service: "execute-api", sent, response }));
    expect(examination.causes).toEqual(["auth-not-sigv4-scheme"]);
  });

  it("leaves a presigned URL with a bearer token to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        unsignedHeaders: [["Authorization", "Bearer x"]],
      }),
    );
    expect(examination.causes).toEqual(["two-auth-mechanisms"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(authNotSigv4Scheme)).toEqual([]);
  });
});
