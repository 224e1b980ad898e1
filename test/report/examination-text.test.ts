import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import { examinationLine, examinationText } from "../../src/report/examination-text.ts";
import { plainPaint } from "../../src/report/paint.ts";
import { examined } from "../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

async function text(recipe: ExampleRecipe) {
  return examinationText(await examined(signedExample(recipe)), plainPaint);
}

describe("an examination as a line", () => {
  it("says verdict, method and address of a valid request", async () => {
    const examination = await examined(signedExample({ url }));
    expect(examinationLine(examination, plainPaint)).toBe(
      "valid         GET examplebucket.s3.us-east-1.amazonaws.com/report.json",
    );
    expect(examinationLine({ ...examination, input: "case.http" }, plainPaint)).toBe(
      "valid         case.http: GET examplebucket.s3.us-east-1.amazonaws.com/report.json",
    );
  });

  it("says what was answered and what the cause is", async () => {
    const response = exampleResponse(403, [], "<Error><Code>SignatureDoesNotMatch</Code></Error>");
    const examination = { ...(await examined(contentTypeChanged.example())), response };
    const answered = await examined({ ...contentTypeChanged.example(), response });
    expect(examinationLine(answered, plainPaint)).toBe(
      "mismatch      PUT examplebucket.s3.us-east-1.amazonaws.com/report.json  → 403 SignatureDoesNotMatch  content-type-changed (proven)",
    );
    expect(examinationLine(examination, plainPaint)).toContain("will be 403 SignatureDoesNotMatch");
  });

  it("never shows a signature or a token of a presigned URL", async () => {
    const line = examinationLine(
      await examined(signedExample({ url, presignedSeconds: 60, sessionToken: "canary-canary-canary" })),
      plainPaint,
    );
    expect(line).not.toMatch(/canary|[0-9a-f]{64}/);
  });

  it("keeps control characters of the wire from the terminal", async () => {
    const examination = await examined(
      signedExample({
        url,
        sent: (request) => ({ ...request, target: "/a\u001b]0;x\u0007\u00e2\u0080\u00aeb" }),
      }),
    );
    expect(examinationLine(examination, plainPaint)).toContain("/a\\x1B]0;x\\x07\\u{202E}b");
    expect(examinationText(examination, plainPaint)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });
});

describe("an examination as text", () => {
  it("says what, why, the proof, what to do and what not to do", async () => {
    const shown = examinationText(await examined(contentTypeChanged.example()), plainPaint);
    expect(shown).toContain("  ✗ content-type-changed  proven  error · headers · client");
    expect(shown).toContain("    what        The Content-Type sent is not the Content-Type signed");
    expect(shown).toContain("    why         Content-Type is in SignedHeaders");
    expect(shown).toContain(
      "    proof       With this changed, the client's own signature comes out of the calculation:",
    );
    expect(shown).toContain("- content-type:application/json;␠charset=utf-8   ← as sent");
    expect(shown).toContain("+ content-type:application/json   ← as signed");
    expect(shown).toContain("    do          Set the Content-Type before signing");
    expect(shown).toContain("    not         Do not URL-encode");
  });

  it("says plainly when nothing reproduces a mismatch, and what was ruled out", async () => {
    const shown = await text({ url, secret: "an-altogether-different-secret-of-nobody" });
    expect(shown).toContain("Nothing that countersign knows reproduces this signature.");
    expect(shown).toMatch(/\d+ suppositions were tried in [\d.]+ ms\./);
    expect(shown).toContain("content-type-changed");
  });

  it("says when the answer is not the predicted one", async () => {
    const response = exampleResponse(
      403,
      [],
      "<Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message></Error>",
    );
    const shown = await text({ url, response });
    expect(shown).toContain("    predicted   success\n    answered    403 SignatureDoesNotMatch. No.");
    expect(shown).toContain("The answer is not the predicted one");
  });

  it("draws no conclusion from an answer that has nothing to do with signing", async () => {
    const response = exampleResponse(
      404,
      [],
      "<Error><Code>NoSuchBucket</Code><Message>No.</Message></Error>",
    );
    const shown = await text({ url, response });
    expect(shown).toContain("    answered    404 NoSuchBucket. No.");
    expect(shown).not.toContain("not the predicted one");
  });

  it("says nothing more than the line about a valid request", async () => {
    expect((await text({ url })).split("\n")).toHaveLength(1);
  });

  it("hides a token in the difference of the canonical requests", async () => {
    const shown = await text({
      url,
      sessionToken: "canary-canary-canary",
      headers: [["Content-Type", "text/plain"]],
      sent: (request) => withHeader(request, "Content-Type", "text/plain; charset=utf-8"),
    });
    expect(shown).toContain("x-amz-security-token:[redacted]");
    expect(shown).not.toContain("canary");
  });
});
