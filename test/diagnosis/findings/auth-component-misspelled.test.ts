import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { authComponentMisspelled } from "../../../src/diagnosis/findings/auth-component-misspelled.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("auth-component-misspelled", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(authComponentMisspelled.example());
    expect(examination.causes).toEqual(["auth-component-misspelled"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["auth-component-misspelled"]);
  });

  it("is found for an algorithm one letter short", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replace("SHA256", "SHA25")),
      }),
    );
    expect(examination.causes).toEqual(["auth-component-misspelled"]);
    expect(examination.findings.find(({ rule }) => rule === "auth-component-misspelled")?.detail).toBe(
      '"AWS4-HMAC-SHA25" stands where AWS4-HMAC-SHA256 belongs.',
    );
  });

  it("is found for a name in other letter case", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) =>
          text.replace("signature", "x").replace("Signature=", "signature="),
        ),
      }),
    );
    expect(examination.causes).toEqual(["auth-component-misspelled"]);
    expect(examination.findings.find(({ rule }) => rule === "auth-component-misspelled")?.detail).toBe(
      '"signature" stands where Signature belongs.',
    );
  });

  it("leaves a missing component to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replace(/, Signature=.*$/, "")),
      }),
    );
    expect(examination.causes).toEqual(["auth-missing-component"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(authComponentMisspelled)).toEqual([]);
  });
});
