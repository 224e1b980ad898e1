// Inspections: what every rule sees on the wire or reads in the answer, and which of it explains a failure.
import type { Verdict } from "../sigv4/verify.ts";
import type { EngineFinding } from "./engine-findings.ts";
import type { Finding } from "./examination.ts";
import type { Certainty, Evidence, FindingRule, Observation, RuleContext } from "./rule.ts";
import { stages } from "./rule.ts";

/** Runs every rule's inspection, and its reading of the answer when that is an error. */
export function inspections(context: RuleContext, rules: readonly FindingRule[]): Finding[] {
  const findings: Finding[] = [];
  const { answer } = context;
  for (const rule of rules) {
    if (rule.inspect) {
      for (const seen of rule.inspect(context)) findings.push(finding(rule, seen, "observed"));
    }
    if (rule.readAnswer && answer && answer.status >= 400) {
      for (const seen of rule.readAnswer({ ...context, answer }))
        findings.push(finding(rule, seen, "reported"));
    }
  }
  return findings.length > 1 ? findings.sort(byStage) : findings;
}

/** The rules that explain why the request fails, each once. A mismatch is explained by proofs alone. */
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
