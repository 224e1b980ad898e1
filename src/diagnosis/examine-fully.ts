// The whole examination: for a mismatch the second opinion and the search for a proof, then the conclusion.
import { secondOpinion } from "../sigv4/second-opinion.ts";
import { mismatchUnexplained, secondOpinionDisagrees } from "./engine-findings.ts";
import type { Examination, Finding } from "./examination.ts";
import type { Examined, Examiner, Subject } from "./examine.ts";
import { examined, needsKeySearch, readingRule } from "./examine.ts";
import { causesOf, engineFinding, finding } from "./inspect.ts";
import type { SearchBudget, SearchOutcome } from "./proof-search.ts";
import { proofSearch } from "./proof-search.ts";
import type { EnvelopeContext, RuleContext } from "./rule.ts";
import { concludedFromTexts, otherText } from "./text-conclusions.ts";

/** Examines a request and, where its signature does not match, searches for the proof of why. Total. */
export async function examineFully(
  subject: Subject,
  examiner: Examiner,
  budget: SearchBudget,
): Promise<Examination> {
  const first = examined(subject, examiner);
  const { context, examination } = first;
  if (!hasEnvelope(context)) return examination;
  const bySignature = needsKeySearch(examination, examiner) ? proofSearch(context, examiner, budget) : null;
  if (bySignature?.proof) return proved(first, bySignature);
  const other = otherText(context);
  const byTexts = other && concludedFromTexts({ examination, context }, other, examiner, budget);
  if (byTexts) return byTexts;
  if (!bySignature || examination.verdict === "unverifiable") return examination;
  return unproved(first, bySignature, await doubts(context, examiner));
}

function hasEnvelope(context: RuleContext): context is EnvelopeContext {
  return context.envelope !== null && context.input !== null;
}

function proved({ examination }: Examined, outcome: SearchOutcome): Examination {
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
    causes: rules,
    proof: {
      of: "signature",
      rules,
      changes: proof.supposed.flatMap(({ supposition }) => supposition.changes),
      canonicalRequest: proof.canonicalRequest,
      stringToSign: proof.stringToSign,
    },
    search: searchReport(outcome),
  };
}

function unproved({ examination }: Examined, outcome: SearchOutcome, doubt: Finding | null): Examination {
  // Without a proof, a fact on the wire that makes the request fail is the best answer there is.
  const already = causesOf(examination.findings, "valid");
  const bound = outcome.exhausted
    ? "All of them were ruled out."
    : "The bound of the search was hit before all were tried.";
  const detail = `${outcome.tried} suppositions were tried. ${bound}`;
  const certainty = doubt ? "suspected" : "observed";
  const own = engineFinding(mismatchUnexplained, detail, { tried: outcome.tried }, certainty);
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

/** Puts the request to the independent signer: a finding against ourselves when the two signers differ, else null. */
async function doubts(context: EnvelopeContext, examiner: Examiner): Promise<Finding | null> {
  const known = examiner.knowledge.credentials.find(
    ({ accessKeyId }) => accessKeyId === context.envelope.accessKeyId,
  );
  if (!known || context.calculatedSignature === null) return null;
  const rule = readingRule(context.envelope, context.endpoint);
  const opinion = await secondOpinion(context.request, context.envelope, {
    secretAccessKey: known.secretAccessKey,
    pathEncoding: rule.pathEncoding,
  });
  if (opinion.kind !== "signed" || opinion.signature === context.calculatedSignature) return null;
  const agrees = opinion.signature === context.envelope.providedSignature;
  const detail = agrees
    ? "The independent signer comes to the client's signature; countersign does not."
    : "The independent signer comes to a third signature.";
  return engineFinding(
    secondOpinionDisagrees,
    detail,
    { secondSignature: opinion.signature, agreesWithClient: agrees },
    "suspected",
  );
}
