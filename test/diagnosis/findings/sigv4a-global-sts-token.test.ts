import { describe, expect, it } from "vitest";
import { exampleKnowledge, exampleResponse, exampleSecret } from "../../../src/diagnosis/example.ts";
import { tokenSigv4aExample } from "../../../src/diagnosis/example-sigv4a.ts";
import { sigv4aGlobalStsToken } from "../../../src/diagnosis/findings/sigv4a-global-sts-token.ts";
import { causesOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const refused = exampleResponse(400, [], "<Error><Code>InvalidToken</Code><Message>no</Message></Error>");

describe("sigv4a-global-sts-token", () => {
  it("is the only cause of its own example, whose signature is right", async () => {
    const examination = await examined(sigv4aGlobalStsToken.example());
    expect(examination.verdict).toBe("valid");
    expect(examination.causes).toEqual(["sigv4a-global-sts-token"]);
    const errors = examination.findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ certainty }) => certainty)).toEqual(["reported"]);
    expect(JSON.stringify(examination.findings)).not.toContain("FwoGZXIv");
  });

  it("is found for a version 1 token in a region that must be enabled, and for no other", async () => {
    const recipe = {
      url: "https://examplebucket.s3.me-south-1.amazonaws.com/a",
      region: "me-south-1",
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      knowledge: exampleKnowledge(exampleSecret, "ASIAIOSFODNN7EXAMPLE"),
      sessionToken: "FwoGZXIvYXdzEXAMPLETOKEN",
      response: refused,
    };
    expect(await causesOf(recipe)).toContain("sigv4a-global-sts-token");
    expect(await causesOf({ ...recipe, sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE" })).not.toContain(
      "sigv4a-global-sts-token",
    );
  });

  it("is silent until the service refuses the token", async () => {
    expect((await examined(tokenSigv4aExample())).findings).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(sigv4aGlobalStsToken)).toEqual([]);
  });
});
