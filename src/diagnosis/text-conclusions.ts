// What follows from the canonical request of the server or of the client's log: which leg changed the request, and how.
import { sha256Hex } from "../http/digest.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { changedOnTheWay } from "./engine-findings.ts";
import type { Examination, Finding, Proof } from "./examination.ts";
import type { Examined, Examiner } from "./examine.ts";
import type { Direction, HashOutcome } from "./hash-search.ts";
import { hashSearch } from "./hash-search.ts";
import { inputDifferences, shownDifference } from "./input-differences.ts";
import { engineFinding, finding } from "./inspect.ts";
import type { Change, EnvelopeContext, RuleContext } from "./rule.ts";
import type { SearchBudget } from "./search-outcome.ts";
import type { Supposed } from "./search-variants.ts";
import type { SignedTexts } from "./signed-texts.ts";

/** Somebody else's text of this request that differs from what was captured. */
export interface OtherText {
  readonly direction: Direction;
  readonly texts: SignedTexts;
  /** What the comparison starts from: the request as captured, or as the server read it where none was captured. */
  readonly base: CanonicalInput;
}

/** The text to compare with, or null where nobody shows one or all agree. The server's is looked at first. */
export function otherText(context: RuleContext): OtherText | null {
  const { clientTexts, serverTexts, input, origin } = context;
  if (input === null) return null;
  // What was made up again from the server's own text agrees with it by itself.
  if (origin !== "server-texts" && serverTexts && differs(serverTexts, input))
    return { direction: "server", texts: serverTexts, base: input };
  const base = origin === "server-texts" ? (serverTexts?.input ?? input) : input;
  if (origin !== "client-texts" && clientTexts && differs(clientTexts, base))
    return { direction: "client", texts: clientTexts, base };
  return null;
}

function differs({ canonicalRequestSha256Hex, input: other }: SignedTexts, input: CanonicalInput): boolean {
  if (other) return canonicalRequest(other) !== canonicalRequest(input);
  return (
    canonicalRequestSha256Hex !== null && canonicalRequestSha256Hex !== sha256Hex(canonicalRequest(input))
  );
}

/** The examination with what the other text proves; null where it proves nothing. */
export function concludedFromTexts(
  { examination, context }: Examined & { readonly context: EnvelopeContext },
  other: OtherText,
  examiner: Examiner,
  budget: SearchBudget,
): Examination | null {
  const { direction, texts, base } = other;
  const outcome = hashSearch(
    { direction, context: { ...context, input: base }, target: texts },
    examiner,
    budget,
  );
  const found = outcome.supposed.map((supposed) => proven(supposed, outcome, other));
  const left = outcome.unexplained.length > 0 ? [unexplained(outcome, other)] : [];
  if (found.length + left.length === 0) return null;
  const rules = [...new Set(found.map(({ rule }) => rule))];
  const causes = rules.length > 0 ? rules : left.map(({ rule }) => rule);
  return {
    ...examination,
    findings: [...found, ...left, ...examination.findings.filter(({ rule }) => !rules.includes(rule))],
    causes,
    proof: proofOf(outcome, other, rules),
    search: { tried: outcome.tried, milliseconds: outcome.milliseconds, exhausted: outcome.exhausted },
  };
}

function proofOf(outcome: HashOutcome, { direction, texts, base }: OtherText, rules: string[]): Proof | null {
  if (!outcome.reproduced || !outcome.input) return null;
  return {
    of: direction === "server" ? "server-hash" : "client-log",
    rules,
    changes: inputDifferences(base, outcome.input).map(shownDifference),
    canonicalRequest: canonicalRequest(outcome.input),
    stringToSign: texts.stringToSign ?? "",
  };
}

function proven(supposed: Supposed, outcome: HashOutcome, { direction, base }: OtherText): Finding {
  const { rule, supposition } = supposed;
  const changes = inputDifferences(base, { ...base, ...supposition.request }).map(shownDifference);
  const leg =
    direction === "server"
      ? "between countersign and the server"
      : "between the client's signer and the wire";
  const made = finding(
    rule,
    { detail: words(changes, direction), evidence: { ...supposition.evidence, leg } },
    outcome.reproduced ? "proven" : "reported",
  );
  return direction === "server" ? { ...made, blame: "intermediary" } : made;
}

function words(changes: readonly Change[], direction: Direction): string {
  const one = ({ part, from, to }: Change): string =>
    direction === "server"
      ? `The server read the ${part} as "${to}"; it left here as "${from}".`
      : `The client signed the ${part} as "${to}"; it was sent as "${from}".`;
  return changes.map(one).join(" ");
}

function unexplained(outcome: HashOutcome, { direction }: OtherText): Finding {
  const changes = outcome.unexplained.map(shownDifference);
  const parts = changes.map(({ part }) => part);
  return {
    ...engineFinding(changedOnTheWay, words(changes, direction), { parts }, "observed"),
    isCause: true,
  };
}
