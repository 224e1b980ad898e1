import { describe, expect, it } from "vitest";
import { exampleKnowledge, signedExample } from "../../../src/diagnosis/example.ts";
import { secretWhitespaceNewline } from "../../../src/diagnosis/findings/secret-whitespace-newline.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("secret-whitespace-newline", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(secretWhitespaceNewline.example());
    expect(examination.causes).toEqual(["secret-whitespace-newline"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["secret-whitespace-newline"]);
  });

  it("is proven for a carriage return and line feed", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\r\n",
      }),
    );
    expect(examination.causes).toEqual(["secret-whitespace-newline"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret followed by a carriage return and a line feed.",
    );
    expect(JSON.stringify([examination.findings, examination.proof])).not.toContain("bPxRfiCY");
  });

  it("is proven for double quotes", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: '"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"',
      }),
    );
    expect(examination.causes).toEqual(["secret-whitespace-newline"]);
    expect(examination.findings[0]?.detail).toBe("The client signed with the secret in double quotes.");
    expect(JSON.stringify([examination.findings, examination.proof])).not.toContain("bPxRfiCY");
  });

  it("is proven for a byte order mark", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "\ufeffwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      }),
    );
    expect(examination.causes).toEqual(["secret-whitespace-newline"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret after a byte order mark.",
    );
    expect(JSON.stringify([examination.findings, examination.proof])).not.toContain("bPxRfiCY");
  });

  it("says that the source spells it so too", async () => {
    const [known] = exampleKnowledge().credentials;
    const knowledge = {
      credentials: known ? [{ ...known, spelling: "ends in a line feed" }] : [],
      signingKeys: [],
    };
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        knowledge,
      }),
    );
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret followed by a line feed. The source that countersign read it from spells it so too: ends in a line feed.",
    );
  });

  it("leaves a secret cut short to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK",
      }),
    );
    expect(examination.causes).toEqual(["secret-truncated-or-mistyped"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(secretWhitespaceNewline)).toEqual([]);
  });
});
