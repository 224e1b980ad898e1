import { describe, expect, it } from "vitest";
import type { Subject } from "../../src/diagnosis/examine.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { suspicion } from "../../src/diagnosis/texts-view.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { clientSigned, serverRead } from "../support/read-texts.ts";
import { testRule } from "../support/test-rule.ts";

const host = ["host:localhost:80", "x-amz-date:20260102T030405Z"];

describe("a request that nobody captured", () => {
  it("has the strongest reading for its one cause, and never as more than a suspicion", () => {
    const { causes, findings, verdict, prediction, rebuiltFrom } = clientSigned({
      headers: host,
      path: "/a//b",
    });
    expect({ causes, verdict, prediction, rebuiltFrom }).toEqual({
      causes: ["host-port"],
      verdict: "unverifiable",
      prediction: null,
      rebuiltFrom: "client-texts",
    });
    expect(findings.map(({ certainty }) => certainty)).not.toContain("proven");
    expect(findings.find(({ rule }) => rule === "host-port")?.certainty).toBe("suspected");
    expect(findings.map(({ rule }) => rule)).toContain("slash-collapse");
  });
  it("is not inspected as if it had crossed the wire", () => {
    const { findings } = serverRead({ headers: ["host:b.s3.us-east-1.amazonaws.com"], listed: "host" });
    expect(findings.filter(({ certainty }) => certainty === "observed")).toEqual([]);
  });
});

describe("a request that somebody edited", () => {
  const { request } = signedExample({ url: "https://b.s3.us-east-1.amazonaws.com/a" });
  const headers = request.headers.map(([name, value]) =>
    name === "Authorization"
      ? ([name, value.replace(/Signature=.*/, "Signature=XXXX")] as const)
      : ([name, value] as const),
  );
  const seen = testRule("signature-odd", { inspect: () => [{ detail: "d", evidence: {} }] });
  const guess = testRule("guess", { readTexts: () => [suspicion("g", 0.3)] });
  const place = { id: "t", input: null, index: 0, selfCheck: null, nowEpochMs: null, response: null };

  function examined(more: Partial<Subject>) {
    const examiner = createExaminer(noKnowledge, [seen, guess]);
    const { causes, verdict } = examine({ ...place, request: { ...request, headers }, ...more }, examiner);
    return { causes, verdict };
  }

  it("is not judged by what was edited, and what is left may be guessed at", () => {
    expect(examined({ edited: ["signature"] }).causes).toEqual(["guess"]);
    expect(examined({ edited: ["signature"] }).verdict).toBe("unverifiable");
  });
  it("is not guessed at where nobody touched it", () => {
    expect(examined({}).causes).toEqual(["signature-odd"]);
  });
});
