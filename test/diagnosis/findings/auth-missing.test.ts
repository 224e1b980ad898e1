import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { authMissing } from "../../../src/diagnosis/findings/auth-missing.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("auth-missing", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(authMissing.example());
    expect(examination.causes).toEqual(["auth-missing"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["auth-missing"]);
  });

  it("is found where a signer was at work and its header is gone", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: (request) => withHeader(request, "Authorization", null),
      }),
    );
    expect(examination.causes).toEqual(["auth-missing"]);
    expect(examination.findings.find(({ rule }) => rule === "auth-missing")?.detail).toBe(
      "There is no Authorization header and no X-Amz-Signature in the query. A signer was at work: x-amz-date, x-amz-content-sha256 are there.",
    );
  });

  it("takes an empty Authorization header for a missing one", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: (request) => withHeader(request, "Authorization", ""),
      }),
    );
    expect(examination.causes).toEqual(["auth-missing"]);
  });

  it("is read from the answer to an anonymous S3 request", async () => {
    const body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
    const { request, ...rest } = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
      response: exampleResponse(403, [], body),
    });
    const examination = await examined({
      ...rest,
      request: { ...request, headers: [["Host", "examplebucket.s3.us-east-1.amazonaws.com"]] },
    });
    expect(examination.causes).toEqual(["auth-missing"]);
    expect(examination.findings[0]?.certainty).toBe("reported");
  });

  it("is silent when the service took the unsigned request", async () => {
    const example = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
      sent: (request) => withHeader(request, "Authorization", null),
      response: exampleResponse(200, [], ""),
    });
    expect((await examined(example)).findings).toEqual([]);
  });

  it("leaves another scheme to its own rule", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: (request) => withHeader(request, "Authorization", "Bearer abc"),
      }),
    );
    expect(examination.causes).toEqual(["auth-not-sigv4-scheme"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(authMissing)).toEqual([]);
  });
});
