// What is said of a request that nobody captured, or that somebody edited: the answer, and the texts, as every rule reads them.
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import type { EditedPart } from "./edited-paste.ts";
import { stillJudged } from "./edited-paste.ts";
import type { Finding } from "./examination.ts";
import type { Examined, Subject } from "./examine.ts";
import { finding, inspections } from "./inspect.ts";
import type { FindingRule, Observation, RuleContext } from "./rule.ts";
import type { SignedTexts } from "./signed-texts.ts";
import { signedTexts } from "./signed-texts.ts";

/** Findings, and those rules that are the best explanation there is. */
interface Readings {
  readonly findings: readonly Finding[];
  readonly causes: readonly string[];
}

/**
 * An examination as it holds where no request was captured or a hand has been in it: what the wire would show is not looked
 * at, nothing is predicted, and what was made up again is right or cannot be judged.
 */
export function asRead(seen: Examined, subject: Subject, rules: readonly FindingRule[]): Examined {
  const { origin } = seen.context;
  const edited = subject.edited ?? [];
  if (origin === "captured" && edited.length === 0) return seen;
  const whole = origin === "captured" && !edited.includes("signature");
  const verdict = whole || seen.examination.verdict === "valid" ? seen.examination.verdict : "unverifiable";
  const context = { ...seen.context, verdict };
  const read = textReadings(context, rules, edited);
  const rebuilt = origin === "captured" ? {} : { rebuiltFrom: origin };
  return {
    context,
    examination: { ...seen.examination, verdict, ...read, ...rebuilt, prediction: null, agrees: null },
  };
}

/**
 * Reads what there is. A fact that the answer states is a cause; else the strongest reading of the texts is the one cause,
 * a guess too: it is never marked as more than `suspected`.
 */
function textReadings(
  context: RuleContext,
  rules: readonly FindingRule[],
  parts: readonly EditedPart[],
): Readings {
  const stated =
    context.origin === "captured"
      ? inspections(context, rules).filter(({ rule }) => stillJudged(rule, parts))
      : answers(context, rules);
  const texts = textsOf(context);
  const read = texts === null ? [] : readings({ ...context, texts }, rules);
  const causes = [...new Set(stated.filter(({ isCause }) => isCause).map(({ rule }) => rule))];
  const strongest = read[0] ?? null;
  const said = new Set(stated.map(({ rule }) => rule));
  return {
    findings: [...stated, ...read.map((one) => one.found).filter(({ rule }) => !said.has(rule))],
    causes: causes.length > 0 || strongest === null ? causes : [strongest.found.rule],
  };
}

function answers(context: RuleContext, rules: readonly FindingRule[]): Finding[] {
  const { answer } = context;
  if (!answer || answer.status < 400) return [];
  const found: Finding[] = [];
  for (const rule of rules) {
    for (const seen of rule.readAnswer?.({ ...context, answer }) ?? [])
      found.push(finding(rule, seen, "reported"));
  }
  return found;
}

/** The text that stands for the request: as its origin says, or the request's own where it is a paste. */
function textsOf({ origin, serverTexts, clientTexts, input, envelope }: RuleContext): SignedTexts | null {
  if (origin === "server-texts") return serverTexts;
  if (origin === "client-texts") return clientTexts;
  if (origin === "none" || input === null || envelope === null) return null;
  return signedTexts(canonicalRequest(input), null);
}

interface Read {
  readonly found: Finding;
  readonly likelihood: number;
  readonly threads: number;
}

function readings(
  context: RuleContext & { readonly texts: SignedTexts },
  rules: readonly FindingRule[],
): Read[] {
  const read: Read[] = [];
  for (const rule of rules) {
    for (const seen of rule.readTexts?.(context) ?? []) read.push(weighed(rule, seen));
  }
  return read.sort((a, b) => b.likelihood - a.likelihood || b.threads - a.threads);
}

function weighed(rule: FindingRule, seen: Observation): Read {
  return {
    found: finding(rule, seen, "reported"),
    likelihood: seen.likelihood ?? 0.1,
    threads: rule.threads,
  };
}
