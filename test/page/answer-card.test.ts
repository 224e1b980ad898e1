import { describe, expect, it } from "vitest";
import { pathDoubleEncodedS3 } from "../../src/diagnosis/findings/path-double-encoded-s3.ts";
import { AnswerCard, mainFinding } from "../../src/page/answer-card.tsx";
import { inspectedSample, provenSample } from "../support/inspector-fixture.ts";
import { rendered, renderedText } from "../support/rendered.ts";

describe("the answer", () => {
  it("is the finding, its proof, what to do and what not", async () => {
    const { examination } = await provenSample(pathDoubleEncodedS3.example());
    const rules = { "path-double-encoded-s3": { why: "Because.", spec: "https://docs.aws.amazon.com/x" } };
    expect(mainFinding(examination)?.rule).toBe("path-double-encoded-s3");
    const text = renderedText(AnswerCard, { examination, rules });
    for (const part of [
      "mismatch",
      "proven",
      "at fault: client",
      "Because.",
      "Proof",
      "/annual%2520report.pdf",
      "What to do",
      "What not to do",
    ])
      expect(text).toContain(part);
    const html = rendered(AnswerCard, { examination, rules });
    expect(html).toContain('href="https://docs.aws.amazon.com/x" target="_blank" rel="noreferrer noopener"');
  });

  it("links nowhere but to https", async () => {
    const { examination } = await provenSample(pathDoubleEncodedS3.example());
    const rules = { "path-double-encoded-s3": { why: "", spec: "javascript:alert(1)" } };
    expect(rendered(AnswerCard, { examination, rules })).not.toContain("href");
  });

  it("says that a signature is right", () => {
    const { examination } = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
    expect(renderedText(AnswerCard, { examination, rules: {} })).toContain("The signature is right");
  });

  it("says what a search that found nothing did", () => {
    const { examination } = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
    const searched = {
      ...examination,
      verdict: "mismatch" as const,
      search: { tried: 9, milliseconds: 4.4, exhausted: true },
    };
    expect(renderedText(AnswerCard, { examination: searched, rules: {} })).toContain(
      "9 suppositions in 4 ms, all that are known",
    );
  });
});
