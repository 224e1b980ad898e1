import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { tokenSignedWhereMustNot } from "../../../src/diagnosis/findings/token-signed-where-must-not.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("token-signed-where-must-not", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(tokenSignedWhereMustNot.example());
    expect(examination.causes).toEqual(["token-signed-where-must-not"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["token-signed-where-must-not"]);
  });

  it("is proven where the token was signed and moved behind the signature", async () => {
    const sent: Parameters<typeof signedExample>[0]["sent"] = (request) => {
      const token = /&X-Amz-Security-Token=[^&]*/.exec(request.target)?.[0] ?? "";
      return { ...request, target: request.target.replace(token, "") + token };
    };
    const url = "https://a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com/mqtt";
    const examination = await examined(
      signedExample({
        url,
        service: "iotdevicegateway",
        sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
        presignedSeconds: 60,
        sent,
      }),
    );
    expect(examination.causes).toEqual(["token-signed-where-must-not"]);
    expect(JSON.stringify([examination.findings, examination.proof?.changes])).not.toContain("EXAMPLETOKEN");
  });

  it("is a suspicion without a known key", async () => {
    const example = { ...tokenSignedWhereMustNot.example(), knowledge: { credentials: [], signingKeys: [] } };
    const examination = await examined(example);
    expect(examination.causes).toEqual([]);
    expect(examination.findings.map(({ rule, certainty }) => [rule, certainty])).toEqual([
      ["token-signed-where-must-not", "suspected"],
    ]);
  });

  it("is not found for another service", async () => {
    const examination = await examined(
      signedExample({
        url: "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod",
        service: "execute-api",
        sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
        presignedSeconds: 60,
      }),
    );
    expect(examination.causes).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(tokenSignedWhereMustNot)).toEqual([]);
  });
});
