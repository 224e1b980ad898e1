import { describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import { examinationRedaction } from "../../src/report/examination-json.ts";
import { plainPaint } from "../../src/report/paint.ts";
import { differences, plainDiffLine, proofText, toldApart } from "../../src/report/proof-text.ts";
import { examined } from "../support/examined.ts";

async function forContentType() {
  const examination = await examined(contentTypeChanged.example());
  return { examination, redaction: examinationRedaction(examination, "short") };
}

describe("a proof as text", () => {
  it("names the change and marks the bytes", async () => {
    const examination = await examined(contentTypeChanged.example());
    const painted = proofText(examination, examinationRedaction(examination, "short"), {
      ...plainPaint,
      inverse: (text) => `[${text}]`,
    });
    expect(painted).toContain(
      'header content-type: sent "application/json; charset=utf-8", signed "application/json"',
    );
    expect(painted).toContain("- content-type:application/json[;␠charset=utf-8]   ← as sent");
  });

  it("shows the strings to sign where only they differ, without the hash line", async () => {
    const examination = await examined(contentTypeChanged.example());
    const { derivation } = examination;
    const stringToSign = "AWS4-HMAC-SHA256\n20260102T030406Z\n20260102/us-east-1/s3/aws4_request\nhash";
    const canonicalRequest = derivation?.canonicalRequest ?? "";
    const proof = {
      of: "signature",
      rules: ["two-clock-reads"],
      changes: [],
      canonicalRequest,
      stringToSign,
    } as const;
    const lines = differences({ ...examination, proof }, examinationRedaction(examination, "short"));
    expect(lines.map(plainDiffLine)).toEqual([
      "  AWS4-HMAC-SHA256",
      "- 20260102T030405Z",
      "+ 20260102T030406Z",
      "  20260102/us-east-1/s3/aws4_request",
    ]);
  });

  it("shows bytes where both sides of a change would look the same", async () => {
    const { redaction } = await forContentType();
    expect(toldApart("Zo\u00eb", "Zo\u00c3\u00ab", redaction)).toEqual(["Zo\\xEB", "Zo\\xC3\\xAB"]);
    expect(toldApart("a b", "a  b", redaction)).toEqual(["a b", "a  b"]);
  });

  it("is empty where there is no proof", async () => {
    const examination = await examined(signedExample({ url: "https://sts.amazonaws.com/", service: "sts" }));
    const redaction = examinationRedaction(examination, "short");
    expect(proofText(examination, redaction, plainPaint)).toBe("");
    expect(differences(examination, redaction)).toEqual([]);
  });
});
