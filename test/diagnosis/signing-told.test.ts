import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { judgedExchange, withSigningTold } from "../../src/diagnosis/signing-told.ts";
import type { CapturedExchange, SigningRecord } from "../../src/http/captured-exchange.ts";

const { request } = signedExample({
  url: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
  service: "sts",
  secret: "another",
});

function exchange(signing?: SigningRecord): CapturedExchange {
  const response = exampleResponse(200, [], "<GetCallerIdentityResponse/>");
  const base = { id: "1", request, response, state: "complete", reason: null, selfCheck: null } as const;
  return signing === undefined ? base : { ...base, signing };
}

function told(whole: CapturedExchange): ReturnType<typeof examine> {
  const { id, request: asked, response, selfCheck } = judgedExchange(whole);
  const subject = {
    id,
    input: null,
    index: 0,
    request: asked,
    response,
    selfCheck,
    nowEpochMs: 1_767_323_045_000,
  };
  return withSigningTold(examine(subject, createExaminer(exampleKnowledge())), whole);
}

describe("the answer to a request that was signed again", () => {
  const examination = told(exchange({ signedBy: "profile example", left: null }));

  it("is shown, and nothing is concluded from it", () => {
    expect(examination.answer?.status).toBe(200);
    expect(examination.response?.status).toBe(200);
    expect(examination.verdict).toBe("mismatch");
    expect(examination.agrees).toBe(null);
    expect(examination.prediction?.status).toBe(403);
    const without = told(exchange());
    expect([without.agrees, without.findings.map(({ rule }) => rule)]).toEqual([
      false,
      ["answer-differs-from-prediction"],
    ]);
  });

  it("is told with a note that names where the secret came from", () => {
    const [only, ...others] = examination.findings;
    expect(others).toEqual([]);
    expect([only?.rule, only?.certainty, only?.severity, only?.detail, only?.isCause]).toEqual([
      "signed-again",
      "observed",
      "note",
      "Signed again with profile example.",
      false,
    ]);
  });
});

describe("a request that was not signed again", () => {
  it("keeps its answer and its conclusions, and says why", () => {
    const examination = told(exchange({ signedBy: null, left: "a web page sent it" }));
    expect(examination.agrees).toBe(false);
    expect(examination.findings.at(-1)).toMatchObject({
      rule: "not-signed-again",
      severity: "note",
      detail: "Not signed again: a web page sent it.",
    });
  });

  it("is as ever where nobody asked for it", () => {
    const plain = exchange();
    expect(judgedExchange(plain)).toBe(plain);
    const examination = told(plain);
    expect(withSigningTold(examination, plain)).toBe(examination);
  });
});
