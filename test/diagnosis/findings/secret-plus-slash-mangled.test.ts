import { describe, expect, it } from "vitest";
import { exampleKnowledge, signedExample } from "../../../src/diagnosis/example.ts";
import { secretPlusSlashMangled } from "../../../src/diagnosis/findings/secret-plus-slash-mangled.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("secret-plus-slash-mangled", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(secretPlusSlashMangled.example());
    expect(examination.causes).toEqual(["secret-plus-slash-mangled"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["secret-plus-slash-mangled"]);
  });

  it("is proven for every + as a blank", async () => {
    const knowledge = exampleKnowledge("wJalrXUtnFEMI+K7MDENG/bPxRfiCYEXAMPLEKEY");
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrXUtnFEMI K7MDENG/bPxRfiCYEXAMPLEKEY",
        knowledge,
      }),
    );
    expect(examination.causes).toEqual(["secret-plus-slash-mangled"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret with every + as a blank.",
    );
  });

  it("is proven for a backslash before every slash", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrXUtnFEMI\\/K7MDENG\\/bPxRfiCYEXAMPLEKEY",
      }),
    );
    expect(examination.causes).toEqual(["secret-plus-slash-mangled"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret with a backslash before every /.",
    );
    expect(JSON.stringify([examination.findings, examination.proof])).not.toContain("bPxRfiCY");
  });

  it("is proven where the known secret is the encoded one", async () => {
    const knowledge = exampleKnowledge("wJalrXUtnFEMI%2FK7MDENG%2FbPxRfiCYEXAMPLEKEY");
    expect(
      (
        await examined(
          signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", knowledge }),
        )
      ).causes,
    ).toEqual(["secret-plus-slash-mangled"]);
  });

  it("leaves one lost character to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      }),
    );
    expect(examination.causes).toEqual(["secret-truncated-or-mistyped"]);
  });

  it("can be combined where the secret was stored encoded and signed plain", async () => {
    const { causes } = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a~b.txt",
        knowledge: exampleKnowledge("wJalrXUtnFEMI%2FK7MDENG%2FbPxRfiCYEXAMPLEKEY"),
        signedInput: (input) => ({ ...input, canonicalUri: "/a%7Eb.txt" }),
      }),
    );
    expect(causes.toSorted()).toEqual(["secret-plus-slash-mangled", "tilde-escaped"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(secretPlusSlashMangled)).toEqual([]);
  });
});
