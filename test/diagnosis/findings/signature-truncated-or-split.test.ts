import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { signatureTruncatedOrSplit } from "../../../src/diagnosis/findings/signature-truncated-or-split.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("signature-truncated-or-split", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(signatureTruncatedOrSplit.example());
    expect(examination.causes).toEqual(["signature-truncated-or-split"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["signature-truncated-or-split"]);
  });

  it("is found for a URL cut at its first &", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        sent: (request) => ({ ...request, target: request.target.split("&")[0] ?? "" }),
      }),
    );
    expect(examination.causes).toEqual(["signature-truncated-or-split"]);
  });

  it("is found for a URL escaped as HTML", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        sent: (request) => ({ ...request, target: request.target.replaceAll("&", "&amp;") }),
      }),
    );
    expect(examination.causes).toEqual(["signature-truncated-or-split"]);
  });

  it("is proven for a quote left behind the signature", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        sent: (request) => ({ ...request, target: `${request.target}%22` }),
      }),
    );
    expect(examination.causes).toEqual(["signature-truncated-or-split"]);
    expect(examination.findings[0]?.certainty).toBe("proven");
  });

  it("leaves base64 to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) =>
          text.replace(
            /Signature=(.*)$/,
            (_, hex: string) => `Signature=${Buffer.from(hex, "hex").toString("base64")}`,
          ),
        ),
      }),
    );
    expect(examination.causes).toEqual(["signature-encoding-wrong"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(signatureTruncatedOrSplit)).toEqual([]);
  });
});
