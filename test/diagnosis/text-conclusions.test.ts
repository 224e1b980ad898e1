import { describe, expect, it } from "vitest";
import type { Examination } from "../../src/diagnosis/examination.ts";
import type { Subject } from "../../src/diagnosis/examine.ts";
import { createExaminer, examine as examineOnce, needsSearch } from "../../src/diagnosis/examine.ts";
import { examineFully } from "../../src/diagnosis/examine-fully.ts";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import type { FindingRule } from "../../src/diagnosis/rule.ts";
import { signedTexts } from "../../src/diagnosis/signed-texts.ts";
import type { CapturedResponse } from "../../src/http/captured-exchange.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { s3Mismatch } from "../support/server-mismatch.ts";
import { testRule } from "../support/test-rule.ts";

const signed = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
const text = signed.signedCanonicalRequest ?? "";
const host: FindingRule = { ...testRule("host-changed", {}), ownsHeader: (name) => name === "host" };
const elsewhere = text.replace("host:examplebucket.s3.us-east-1.amazonaws.com", "host:internal");

function subject(response: CapturedResponse | null, more: Partial<Subject> = {}): Subject {
  const { request, nowEpochMs } = signed;
  return { id: "t", input: null, index: 0, request, response, selfCheck: null, nowEpochMs, ...more };
}

function examine(
  response: CapturedResponse | null,
  more: Partial<Subject> = {},
  knowledge = noKnowledge,
): Promise<Examination> {
  const budget = { milliseconds: 1000, suppositions: 1000, now: () => 0 };
  return examineFully(subject(response, more), createExaminer(knowledge, [host]), budget);
}

describe("what the server's text proves", () => {
  it("is the leg and the change, without any secret", async () => {
    const { verdict, causes, findings, proof } = await examine(s3Mismatch(elsewhere));
    expect({ verdict, causes }).toEqual({ verdict: "unverifiable", causes: ["host-changed"] });
    expect(findings[0]).toMatchObject({ rule: "host-changed", certainty: "proven", blame: "intermediary" });
    expect(findings[0]?.detail).toBe(
      'The server read the header host as "internal"; it left here as "examplebucket.s3.us-east-1.amazonaws.com".',
    );
    expect(proof).toMatchObject({ of: "server-hash", rules: ["host-changed"], canonicalRequest: elsewhere });
  });
  it("holds beside a signature that is right here", async () => {
    const { verdict, causes } = await examine(s3Mismatch(elsewhere), {}, exampleKnowledge());
    expect({ verdict, causes }).toEqual({ verdict: "valid", causes: ["host-changed"] });
  });
  it("is nothing when the server read the same", async () => {
    const { causes, proof } = await examine(s3Mismatch(text));
    expect({ causes, proof }).toEqual({ causes: [], proof: null });
  });
  it("names the parts that no rule explains, and is not called a proof of a class", async () => {
    const { causes, findings } = await examine(s3Mismatch(text.replace("GET\n/a", "GET\n/b")));
    expect(causes).toEqual(["changed-on-the-way"]);
    expect(findings[0]).toMatchObject({ certainty: "observed", evidence: { parts: ["path"] } });
  });
  it("is only a report where text and hash do not belong together", async () => {
    const edited = s3Mismatch(elsewhere);
    const body = Buffer.from(edited.body.content ?? [])
      .toString("latin1")
      .replace("host:internal", "host:other");
    const response = { ...edited, body: { ...edited.body, content: Buffer.from(body, "latin1") } };
    const { findings, proof } = await examine(response);
    expect(findings[0]).toMatchObject({ rule: "host-changed", certainty: "reported" });
    expect(proof).toBeNull();
  });
  it("is looked for by the search that runs beside the traffic", () => {
    const examiner = createExaminer(noKnowledge, [host]);
    const first = (response: CapturedResponse) =>
      needsSearch(examineOnce(subject(response), examiner), examiner);
    expect(first(s3Mismatch(elsewhere))).toBe(true);
    expect(first(s3Mismatch(text))).toBe(false);
  });
});

describe("what the client's log proves", () => {
  it("is what the client signed where the wire carried something else", async () => {
    const clientTexts = signedTexts(elsewhere, null);
    const { causes, findings, proof } = await examine(null, { clientTexts });
    expect(causes).toEqual(["host-changed"]);
    expect(findings[0]?.detail).toBe(
      'The client signed the header host as "internal"; it was sent as "examplebucket.s3.us-east-1.amazonaws.com".',
    );
    expect(proof).toMatchObject({ of: "client-log" });
  });
});
