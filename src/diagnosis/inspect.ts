// Inspections: what every rule sees on the wire or reads in the answer, and which of it explains a failure.
import { headerValue } from "../http/raw-headers.ts";
import type { Verdict } from "../sigv4/verify.ts";
import type { EngineFinding } from "./engine-findings.ts";
import type { Finding } from "./examination.ts";
import type { Certainty, Evidence, FindingRule, Observation, RuleContext } from "./rule.ts";
import { stages } from "./rule.ts";

/** Runs every rule's inspection, and its reading of the answer when that is an error. */
export function inspections(context: RuleContext, rules: readonly FindingRule[]): Finding[] {
  const findings: Finding[] = [];
  const accepted = acceptedByAws(context);
  for (const rule of rules) {
    if (rule.inspect) {
      for (const seen of rule.inspect(context))
        findings.push(finding(rule, accepted ? harmless(rule, seen) : seen, "observed"));
    }
    if (rule.readAnswer) reported(rule, context, findings);
  }
  return findings.length > 1 ? findings.sort(byStage) : findings;
}

function reported(rule: FindingRule, context: RuleContext, findings: Finding[]): void {
  const { answer } = context;
  if (!rule.readAnswer || !answer || answer.status < 400) return;
  for (const seen of rule.readAnswer({ ...context, answer })) findings.push(finding(rule, seen, "reported"));
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

function byStage(a: Finding, b: Finding): number {
  return stages.indexOf(a.stage) - stages.indexOf(b.stage);
}
