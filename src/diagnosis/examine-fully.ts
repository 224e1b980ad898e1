// The whole examination: for a mismatch the second opinion and the search for a proof, then the conclusion.
import { ecdsaAlgorithm } from "../sigv4/terms.ts";
import { mismatchUnexplained } from "./engine-findings.ts";
import type { Examination, Finding } from "./examination.ts";
import type { Examined, Examiner, Subject } from "./examine.ts";
import { examined, needsKeySearch } from "./examine.ts";
import { causesOf, engineFinding, finding } from "./inspect.ts";
import { proofSearch } from "./proof-search.ts";
import type { EnvelopeContext, RuleContext } from "./rule.ts";
import type { SearchBudget, SearchOutcome } from "./search-outcome.ts";
import { standingCauses } from "./standing-causes.ts";
import { streamCauses } from "./stream-examination.ts";
import { concludedFromTexts, otherText } from "./text-conclusions.ts";
import { readableLayout } from "./text-layouts.ts";
import { textSearch } from "./text-search.ts";
import { unexplained } from "./unexplained.ts";

/** Examines a request and, where its signature does not match, searches for the proof of why. Total. */
export async function examineFully(
  subject: Subject,
  examiner: Examiner,
  budget: SearchBudget,
): Promise<Examination> {
  const first = examined(subject, examiner);
  const { context, examination } = first;
  if (context.textClaim) return byText(first, examiner, budget);
  if (!hasEnvelope(context)) return examination;
  const search = context.envelope.algorithm === ecdsaAlgorithm ? textSearch : proofSearch;
  const bySignature = needsKeySearch(examination, examiner) ? search(context, examiner, budget) : null;
  if (bySignature?.proof) {
    const standing = standingCauses(first, bySignature.proof, { subject, examiner });
    return proved(first, bySignature, standing);
  }
  const other = otherText(context);
  const byTexts = other && concludedFromTexts({ examination, context }, other, examiner, budget);
  if (byTexts) return byTexts;
  if (!bySignature || examination.verdict !== "mismatch") return examination;
  // The independent signer is a package of its own, loaded only where it is asked.
  const { doubts } = await import("./doubts.ts");
  return unproved({ examination, context }, bySignature, await doubts(context, examiner));
}

function hasEnvelope(context: RuleContext): context is EnvelopeContext {
  return context.envelope !== null && context.input !== null;
}

/** A claim over one text: there is no canonical request to compare, and the second signer does not know it. */
function byText(first: Examined, examiner: Examiner, budget: SearchBudget): Examination {
  const { context, examination } = first;
  if (!needsKeySearch(examination, examiner)) return examination;
  // Where Version 2 is not taken at all, the signature's own fault does not matter.
  const already = causesOf(examination.findings, "valid");
  if (context.reading.kind === "legacy" && already.length > 0) return { ...examination, causes: already };
  const outcome = textSearch(context, examiner, budget);
  if (outcome.proof) return proved(first, outcome);
  return examination.verdict === "unverifiable" ? examination : textUnproved(examination, outcome);
}

function textUnproved(examination: Examination, outcome: SearchOutcome): Examination {
  const detail = `${outcome.tried} suppositions about the signed text and the secret were tried. ${
    outcome.exhausted
      ? "All of them were ruled out."
      : "The bound of the search was hit before all were tried."
  }`;
  const own = engineFinding(mismatchUnexplained, detail, { tried: outcome.tried }, "observed");
  return {
    ...examination,
    findings: [own, ...examination.findings],
    causes: causesOf(examination.findings, "valid"),
    search: searchReport(outcome),
  };
}

function proved(
  { examination }: Examined,
  outcome: SearchOutcome,
  standing: readonly string[] = [],
): Examination {
  const proof = outcome.proof;
  if (!proof) return examination;
  const found = proof.supposed.map(({ rule, supposition }) => {
    const also = outcome.alsoPossible.length > 0 ? { alsoPossible: outcome.alsoPossible } : {};
    const evidence = { ...supposition.evidence, ...also };
    return finding(rule, { detail: supposition.detail, evidence }, "proven");
  });
  const rules = [...new Set(proof.supposed.map(({ rule }) => rule.id))];
  return {
    ...examination,
    findings: [...found, ...examination.findings.filter(({ rule }) => !rules.includes(rule))],
    causes: [...new Set([...provedCauses(examination, rules), ...standing])],
    proof: {
      of: "signature",
      rules,
      changes: proof.supposed.flatMap(({ supposition }) => supposition.changes),
      canonicalRequest: readableLayout(proof.canonicalRequest),
      stringToSign: proof.stringToSign,
    },
    search: searchReport(outcome),
  };
}

/** The rules of the proof; before them what breaks the envelope's grammar or spells the signature wrong, which no signature can mend. */
function provedCauses({ verdict, causes, findings }: Examination, rules: readonly string[]): string[] {
  if (verdict === "malformed") return [...new Set([...causes, ...rules])];
  const spelled = findings.filter(({ rule }) => rule === "signature-encoding-wrong").map(({ rule }) => rule);
  return [...rules, ...spelled, ...streamCauses(causes)];
}

function unproved(
  { examination, context }: Examined & { readonly context: EnvelopeContext },
  outcome: SearchOutcome,
  doubt: Finding | null,
): Examination {
  // Without a proof, a fact on the wire that makes the request fail is the best answer there is.
  const already = causesOf(examination.findings, "valid");
  const { detail, evidence } = unexplained(context, outcome);
  const own = engineFinding(mismatchUnexplained, detail, evidence, doubt ? "suspected" : "observed");
  return {
    ...examination,
    findings: [own, ...(doubt ? [doubt] : []), ...examination.findings],
    causes: already,
    search: searchReport(outcome),
  };
}

function searchReport(outcome: SearchOutcome): Examination["search"] {
  return { tried: outcome.tried, milliseconds: outcome.milliseconds, exhausted: outcome.exhausted };
}
