import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { akidWhitespace } from "../../../src/diagnosis/findings/akid-whitespace.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("akid-whitespace", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(akidWhitespace.example());
    expect(examination.causes).toEqual(["akid-whitespace"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["akid-whitespace"]);
  });

  it("is proven for a blank before the id", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replace("Credential=", "Credential= ")),
      }),
    );
    expect(examination.causes).toEqual(["akid-whitespace"]);
    expect(examination.findings[0]?.certainty).toBe("proven");
  });

  it("is proven for a tab behind the id", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replace("EXAMPLE/", "EXAMPLE\t/")),
      }),
    );
    expect(examination.causes).toEqual(["akid-whitespace"]);
    expect(examination.findings[0]?.certainty).toBe("proven");
  });

  it("is proven for a blank inside the id", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replace("IOSF", "IOSF ")),
      }),
    );
    expect(examination.causes).toEqual(["akid-whitespace"]);
    expect(examination.findings[0]?.certainty).toBe("proven");
  });

  it("is found where a line break ended the header", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: authorizationEdited((text) => text.slice(0, text.indexOf("/"))),
      }),
    );
    expect(examination.causes).toEqual(["akid-whitespace"]);
  });

  it("is proven in a presigned URL by the key of the clean id", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        accessKeyId: "AKIAIOSFODNN7EXAMPLE ",
      }),
    );
    expect(examination.causes).toEqual(["akid-whitespace"]);
    expect(examination.findings[0]?.certainty).toBe("proven");
  });

  it("is read from an answer that quotes the broken header", async () => {
    const message =
      "'AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/sts/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential= AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0'.";
    const response = exampleResponse(
      400,
      [],
      `<ErrorResponse><Error><Code>IncompleteSignature</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
    const { request, ...rest } = signedExample({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      response,
    });
    const examination = await examined({ ...rest, request: { ...request, headers: [] } }, [akidWhitespace]);
    expect(examination.causes).toEqual(["akid-whitespace"]);
  });

  it("leaves a missing component to its own rule", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: authorizationEdited((text) => text.replace(/, SignedHeaders=.*$/, "")),
      }),
    );
    expect(examination.causes).toEqual(["auth-missing-component"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(akidWhitespace)).toEqual([]);
  });
});
