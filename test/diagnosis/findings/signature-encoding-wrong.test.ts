import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { signatureEncodingWrong } from "../../../src/diagnosis/findings/signature-encoding-wrong.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("signature-encoding-wrong", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(signatureEncodingWrong.example());
    expect(examination.causes).toEqual(["signature-encoding-wrong"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["signature-encoding-wrong"]);
  });

  it("is proven for base64", async () => {
    const sent = authorizationEdited((text) =>
      text.replace(
        /Signature=(.*)$/,
        (_, hex: string) => `Signature=${Buffer.from(hex, "hex").toString("base64")}`,
      ),
    );
    const examination = await examined(
      signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", sent }),
    );
    expect(examination.causes).toEqual(["signature-encoding-wrong"]);
    expect(examination.findings[0]?.detail).toBe("It is base64; as lower-case hexadecimal it is right.");
  });

  it("is proven for percent-encoded base64", async () => {
    const sent = authorizationEdited((text) =>
      text.replace(
        /Signature=(.*)$/,
        (_, hex: string) => `Signature=${encodeURIComponent(Buffer.from(hex, "hex").toString("base64"))}`,
      ),
    );
    const examination = await examined(
      signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", sent }),
    );
    expect(examination.causes).toEqual(["signature-encoding-wrong"]);
    expect(examination.findings[0]?.detail).toBe(
      "It is percent-encoded base64; as lower-case hexadecimal it is right.",
    );
  });

  it("is an observed cause beside mismatch-unexplained where the bytes are wrong too", async () => {
    const sent = authorizationEdited((text) =>
      text.replace(/Signature=(.*)$/, `Signature=${"AB".repeat(32)}`),
    );
    const examination = await examined(
      signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", sent }),
      [signatureEncodingWrong],
    );
    expect(examination.causes).toEqual(["signature-encoding-wrong"]);
    expect(examination.findings.map(({ rule, certainty }) => `${rule} ${certainty}`).sort()).toEqual([
      "mismatch-unexplained observed",
      "signature-encoding-wrong observed",
    ]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(signatureEncodingWrong)).toEqual([]);
  });
});
