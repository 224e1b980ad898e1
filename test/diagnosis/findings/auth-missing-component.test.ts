import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { authMissingComponent } from "../../../src/diagnosis/findings/auth-missing-component.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("auth-missing-component", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(authMissingComponent.example());
    expect(examination.causes).toEqual(["auth-missing-component"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["auth-missing-component"]);
  });

  it("names Signature when it is not there", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replace(/, Signature=.*$/, "")),
      }),
    );
    expect(examination.causes).toEqual(["auth-missing-component"]);
    expect(examination.findings.find(({ rule }) => rule === "auth-missing-component")?.detail).toBe(
      "Missing: Signature.",
    );
  });

  it("names Credential when it is not there", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replace(/Credential=[^,]*, /, "")),
      }),
    );
    expect(examination.causes).toEqual(["auth-missing-component"]);
    expect(examination.findings.find(({ rule }) => rule === "auth-missing-component")?.detail).toBe(
      "Missing: Credential.",
    );
  });

  it("leaves a misspelled name to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replace("SignedHeaders", "SignedHeader")),
      }),
    );
    expect(examination.causes).toEqual(["auth-component-misspelled"]);
  });

  it("leaves a header cut inside the key id to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.slice(0, text.indexOf("/"))),
      }),
    );
    expect(examination.causes).toEqual(["akid-whitespace"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(authMissingComponent)).toEqual([]);
  });
});
