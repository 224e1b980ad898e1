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

  it("leaves a URL escaped as HTML to its own class", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        sent: (request) => ({ ...request, target: request.target.replaceAll("&", "&amp;") }),
      }),
    );
    expect(examination.causes).toEqual(["presign-url-mangled"]);
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

  const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

  it.each([" ", "\t", "\n", "\n  "])("is proven for a signature split by %j", async (split) => {
    const sent = authorizationEdited((text) => `${text.slice(0, -34)}${split}${text.slice(-34)}`);
    const { causes, findings } = await examined(signedExample({ url, sent }));
    expect(causes).toEqual(["signature-truncated-or-split"]);
    expect(findings.find(({ rule }) => rule === "signature-truncated-or-split")).toMatchObject({
      certainty: "proven",
      detail: "White space splits the signature into 2 pieces; without it the signature is right.",
    });
  });

  const splitUrl = (split: string) =>
    signedExample({
      url,
      presignedSeconds: 60,
      sent: ({ target, ...request }) => ({
        ...request,
        target: `${target.slice(0, -20)}${split}${target.slice(-20)}`,
      }),
    });

  it("is proven for a + within the signature of a URL, and leaves wrapped URLs to their own rule", async () => {
    const { causes, findings } = await examined(splitUrl("+"));
    expect(causes).toEqual(["signature-truncated-or-split"]);
    expect(findings[0]?.certainty).toBe("proven");
    expect((await examined(splitUrl("%20"))).causes).toEqual(["presign-url-mangled"]);
    expect((await examined(splitUrl("%0D%0A"))).causes).toEqual(["presign-url-mangled"]);
  });

  it("is observed for a split signature that is not right either", async () => {
    const sent = authorizationEdited((text) => `${text.slice(0, -34)}00 ${text.slice(-32)}`);
    const { causes, findings } = await examined(signedExample({ url, sent }));
    expect(causes).toEqual(["signature-truncated-or-split"]);
    expect(findings.find(({ rule }) => rule === "signature-truncated-or-split")).toMatchObject({
      certainty: "observed",
      detail: "White space splits the signature into 2 pieces.",
    });
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
