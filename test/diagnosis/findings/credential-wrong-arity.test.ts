import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { credentialWrongArity } from "../../../src/diagnosis/findings/credential-wrong-arity.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("credential-wrong-arity", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(credentialWrongArity.example());
    expect(examination.causes).toEqual(["credential-wrong-arity"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["credential-wrong-arity"]);
  });

  it("is found for an element too many", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replace("/s3/", "/s3/x/")),
      }),
    );
    expect(examination.causes).toEqual(["credential-wrong-arity"]);
    expect(examination.findings.find(({ rule }) => rule === "credential-wrong-arity")?.detail).toBe(
      "The Credential has 6 elements: AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/<1 characters>/aws4_request.",
    );
  });

  it.each(["/AKIAIOSFODNN7EXAMPLE/", "//AKIAIOSFODNN7EXAMPLE/", "me/AKIAIOSFODNN7EXAMPLE/"])(
    "is found for %s, which holds no secret",
    async (id) => {
      const sent = authorizationEdited((text) => text.replace("AKIAIOSFODNN7EXAMPLE/", id));
      const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
      expect((await examined(signedExample({ url, sent }))).causes).toEqual(["credential-wrong-arity"]);
    },
  );

  it("is found in a presigned URL", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        sent: (request) => ({ ...request, target: request.target.replace("%2Fus-east-1%2F", "%2F") }),
      }),
    );
    expect(examination.causes).toEqual(["credential-wrong-arity"]);
    expect(examination.findings.find(({ rule }) => rule === "credential-wrong-arity")?.detail).toBe(
      "The Credential has 4 elements: AKIAIOSFODNN7EXAMPLE/20260102/s3/aws4_request.",
    );
  });

  it("leaves a secret in the place of the id to its own rule", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: authorizationEdited((text) =>
          text.replace("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ),
      }),
    );
    expect(examination.causes).toEqual(["swapped-akid-secret"]);
  });

  it("leaves a blank that cuts the Credential to its own rule", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: authorizationEdited((text) => text.replace("AKIAIOSFODNN7EXAMPLE/", "AKIAIOSFODNN7EXAMPLE /")),
      }),
    );
    expect(examination.causes).toEqual(["akid-whitespace"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(credentialWrongArity)).toEqual([]);
  });
});
