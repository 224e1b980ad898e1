import { describe, expect, it } from "vitest";
import { exampleKnowledge, exampleResponse } from "../../../src/diagnosis/example.ts";
import type { PostRecipe } from "../../../src/diagnosis/example-post.ts";
import { postExample, withField } from "../../../src/diagnosis/example-post.ts";
import { postPolicySignature } from "../../../src/diagnosis/findings/post-policy-signature.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("post-policy-signature", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(postPolicySignature.example());
    expect(examination.verdict).toBe("mismatch");
    expect(examination.causes).toEqual(["post-policy-signature"]);
    expect(
      examination.findings
        .filter(({ severity }) => severity === "error")
        .map(({ rule, certainty }) => rule + certainty),
    ).toEqual(["post-policy-signatureproven"]);
  });

  const faults: readonly (readonly [string, PostRecipe])[] = [
    ["the JSON was signed", { signed: (policy) => ({ text: atob(policy) }) }],
    ["the Version 2 HMAC in a Version 4 form", { signed: () => ({ method: "HmacSHA1" }) }],
    ["under the secret instead of a key", { signed: () => ({ method: "HmacSHA256", written: "hex" }) }],
    ["written in base64", { signed: () => ({ written: "base64" }) }],
    [
      "without padding",
      {
        signed: (policy) => ({ text: policy.replace(/=+$/, "") }),
        conditions: [["starts-with", "$key", "user/eric/1"]],
        fields: [{ name: "key", value: "user/eric/12" }],
      },
    ],
    ["Version 2 over a wrapped policy", { version: 2, signed: (policy) => ({ text: `${policy}\n` }) }],
    [
      "a policy made anew a minute later",
      {
        signed: (policy) => ({
          text: btoa(atob(policy).replace("03:14:05Z", "03:15:05Z")),
        }),
      },
    ],
  ];

  it.each(faults)("is proven: %s", async (_, recipe) => {
    const { verdict, causes } = await examined(postExample(recipe));
    expect({ verdict, causes }).toEqual({ verdict: "mismatch", causes: ["post-policy-signature"] });
  });

  it("finds nothing in right forms of both versions", async () => {
    for (const recipe of [{}, { version: 2 as const }]) {
      const { verdict, findings, reading } = await examined(postExample(recipe));
      expect({ verdict, findings, kind: reading.kind }).toEqual({
        verdict: "valid",
        findings: [],
        kind: "form",
      });
    }
  });

  it("proves a wrong secret as such, and a foreign signature not at all", async () => {
    const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY ";
    expect((await examined(postExample({ secret }))).causes).toEqual(["secret-whitespace-newline"]);
    const foreign = postExample({ posted: (fields) => withField(fields, "x-amz-signature", "0".repeat(64)) });
    const { verdict, causes } = await examined(foreign);
    expect({ verdict, causes }).toEqual({ verdict: "mismatch", causes: [] });
  });

  it("leaves the key as the cause where S3 shows the policy as posted", async () => {
    const example = postExample({ knowledge: { credentials: [], signingKeys: [] } });
    const policy = Buffer.from(example.request.body.content ?? [])
      .toString("latin1")
      .split('name="policy"\r\n\r\n')[1]
      ?.split("\r\n")[0];
    const response = exampleResponse(
      403,
      [],
      `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided.</Message><StringToSign>${policy}</StringToSign></Error>`,
    );
    expect((await examined({ ...example, response })).causes).toEqual(["secret-akid-mismatched-pair"]);
    const known = await examined({ ...example, knowledge: exampleKnowledge(), response });
    expect(known.causes).toEqual(["secret-akid-mismatched-pair"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(postPolicySignature)).toEqual([]);
  });
});
