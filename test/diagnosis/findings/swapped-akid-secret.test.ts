import { describe, expect, it } from "vitest";
import { exampleKnowledge, signedExample } from "../../../src/diagnosis/example.ts";
import { swappedAkidSecret } from "../../../src/diagnosis/findings/swapped-akid-secret.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("swapped-akid-secret", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(swappedAkidSecret.example());
    expect(examination.causes).toEqual(["swapped-akid-secret"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["swapped-akid-secret"]);
  });

  it("is proven for a secret without slashes by the key id used as the secret", async () => {
    const knowledge = exampleKnowledge("wJalrXUtnFEMIaK7MDENGabPxRfiCYEXAMPLEKEY");
    const example = signedExample({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      accessKeyId: "wJalrXUtnFEMIaK7MDENGabPxRfiCYEXAMPLEKEY",
      secret: "AKIAIOSFODNN7EXAMPLE",
      knowledge,
    });
    const examination = await examined(example);
    expect(examination.causes).toEqual(["swapped-akid-secret"]);
    expect(examination.findings[0]?.certainty).toBe("proven");
  });

  it("never shows what stands in the Credential", async () => {
    const examination = await examined(swappedAkidSecret.example());
    expect(JSON.stringify(examination.findings)).not.toContain("K7MDENG");
  });

  it("leaves an element too many to its own rule", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sent: authorizationEdited((text) => text.replace("/sts/", "/sts/x/")),
      }),
    );
    expect(examination.causes).toEqual(["credential-wrong-arity"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(swappedAkidSecret)).toEqual([]);
  });
});
