// Inspections: what every rule sees on the wire or reads in the answer, and which of it explains a failure.
import { headerValue } from "../http/raw-headers.ts";
import type { Verdict } from "../sigv4/verify.ts";
import type { EngineFinding } from "./engine-findings.ts";
import type { Finding } from "./examination.ts";
import { occasionsOf } from "./occasions.ts";
import type { Certainty, Evidence, FindingRule, Observation, Occasion, RuleContext } from "./rule.ts";
import { stages } from "./rule.ts";

/** Runs every rule's inspection for which the request gives occasion, and its reading of the answer when that is an error. */
export function inspections(context: RuleContext, rules: readonly FindingRule[]): Finding[] {
  const { inspecting, reading } = planOf(rules);
  const given = occasionsOf(context);
  const found: Found[] = [];
  for (const { place, rule, onlyWhen, inspect } of inspecting) {
    if (onlyWhen !== null && !given.has(onlyWhen)) continue;
    const seen = inspect(context);
    if (seen.length > 0) observed(context, rule, { place, seen }, found);
  }
  if (context.answer && context.answer.status >= 400) {
    const answered = { ...context, answer: context.answer };
    for (const { place, rule, readAnswer } of reading)
      for (const seen of readAnswer(answered))
        found.push({ place: place + 0.5, finding: finding(rule, seen, "reported") });
  }
  if (found.length > 1) found.sort(byStageAndPlace);
  return found.map((one) => one.finding);
}

/** A finding with its rule's place in the catalogue, what is read in the answer behind what was seen. */
interface Found {
  readonly place: number;
  readonly finding: Finding;
}

function observed(
  context: RuleContext,
  rule: FindingRule,
  { place, seen }: { readonly place: number; readonly seen: readonly Observation[] },
  found: Found[],
): void {
  const accepted = acceptedByAws(context);
  for (const one of seen)
    found.push({ place, finding: finding(rule, accepted ? harmless(rule, one) : one, "observed") });
}

function byStageAndPlace(a: Found, b: Found): number {
  return stages.indexOf(a.finding.stage) - stages.indexOf(b.finding.stage) || a.place - b.place;
}

/** The rules as they are run: what inspects and what reads answers, in the order of the catalogue, all of one shape. */
interface Plan {
  readonly inspecting: readonly {
    readonly place: number;
    readonly rule: FindingRule;
    readonly onlyWhen: Occasion | null;
    readonly inspect: NonNullable<FindingRule["inspect"]>;
  }[];
  readonly reading: readonly {
    readonly place: number;
    readonly rule: FindingRule;
    readonly readAnswer: NonNullable<FindingRule["readAnswer"]>;
  }[];
}

const plans = new WeakMap<readonly FindingRule[], Plan>();

function planOf(rules: readonly FindingRule[]): Plan {
  const known = plans.get(rules);
  if (known) return known;
  const places = rules.map((rule, place) => ({ place, rule }));
  const made: Plan = {
    inspecting: places.flatMap(({ place, rule }) =>
      rule.inspect ? [{ place, rule, onlyWhen: rule.onlyWhen ?? null, inspect: rule.inspect }] : [],
    ),
    reading: places.flatMap(({ place, rule }) =>
      rule.readAnswer ? [{ place, rule, readAnswer: rule.readAnswer }] : [],
    ),
  };
  plans.set(rules, made);
  return made;
}

/**
 * Whether AWS itself took the request as it was sent. Another server may look at less than AWS does, a cache looks at nothing, and
 * where events are streamed either way the head of the answer says yes before they have passed.
 */
function acceptedByAws({ response, answer, endpoint, verdict, stream }: RuleContext): boolean {
  if (response === null || endpoint.partition === null || verdict === "mismatch") return false;
  if (stream?.form === "event-stream") return false;
  const { status, headers } = response;
  const streamed = headerValue(headers, "content-type")?.startsWith("application/vnd.amazon.eventstream");
  if (streamed || (answer?.code ?? null) !== null) return false;
  return status >= 200 && status < 300 && headerValue(headers, "age") === undefined;
}

/** What did not make the request fail is no error in it; a signature that is wrong in the body is one. */
function harmless(rule: FindingRule, seen: Observation): Observation {
  if (seen.proven || rule.blame === "intermediary" || (seen.severity ?? rule.severity) !== "error")
    return seen;
  return { ...seen, severity: "note" };
}

/** The rules that explain why the request fails, each once. For a mismatch: what was proven. */
export function causesOf(findings: readonly Finding[], verdict: Verdict): string[] {
  const causes = findings.filter(
    (one) => one.isCause && (verdict !== "mismatch" || one.certainty === "proven"),
  );
  return [...new Set(causes.map(({ rule }) => rule))];
}

/** A rule's words with what was seen. */
export function finding(rule: FindingRule, seen: Observation, certainty: Certainty): Finding {
  const severity = seen.severity ?? rule.severity;
  const sure: Certainty = seen.proven ? "proven" : seen.settledBy === undefined ? certainty : "suspected";
  return {
    rule: rule.id,
    certainty: sure,
    severity,
    stage: rule.stage,
    blame: rule.blame,
    title: rule.title,
    detail:
      seen.settledBy === undefined ? seen.detail : `${seen.detail} This would settle it: ${seen.settledBy}`,
    fix: rule.fix,
    wrongFix: rule.wrongFix ?? null,
    evidence: seen.evidence,
    isCause: severity === "error" && !seen.notACause && sure !== "suspected",
  };
}

/** A finding of the engine itself. It is never a cause. */
export function engineFinding(
  words: EngineFinding,
  detail: string,
  evidence: Evidence,
  certainty: Certainty,
): Finding {
  return {
    rule: words.id,
    certainty,
    severity: words.severity,
    stage: words.stage,
    blame: words.blame,
    title: words.title,
    detail,
    fix: words.fix,
    wrongFix: null,
    evidence,
    isCause: false,
  };
}
