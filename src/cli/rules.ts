// The `rules` command: the catalogue, or one page of it.
import type { Command } from "commander";
import { catalogue } from "../diagnosis/catalogue.ts";
import type { EngineFinding } from "../diagnosis/engine-findings.ts";
import { engineFindings } from "../diagnosis/engine-findings.ts";
import { createExaminer } from "../diagnosis/examine.ts";
import { examineFully } from "../diagnosis/examine-fully.ts";
import type { FindingRule } from "../diagnosis/rule.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { certaintyOf, engineFindingPage, findingPage } from "../report/finding-page.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import type { Settings } from "./settings.ts";

/** Declares `rules`. */
export function rulesCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("rules")
    .description("the catalogue of findings, or one page of it")
    .argument("[id]", "a finding's id");
  withSettings(command, ["json"], context, (settings, [id]) => rules(settings, id, context)).addHelpText(
    "after",
    help,
  );
}

const help = `
Examples:
  $ countersign rules                           every finding in a line
  $ countersign rules content-type-changed      its page: what it is, why, what to do, an example examined
  $ countersign rules --json | jq -r .id`;

async function rules(
  settings: Settings,
  id: string | undefined,
  { output }: CommandContext,
): Promise<number> {
  if (id !== undefined) {
    output.out(settings.json ? JSON.stringify(ruleJson(found(id))) : (await page(found(id))).trimEnd());
    return 0;
  }
  const all: readonly EngineFinding[] = [...catalogue, ...engineFindings];
  const width = Math.max(...all.map((rule) => rule.id.length));
  for (const rule of all)
    output.out(settings.json ? JSON.stringify(ruleJson(rule)) : `${rule.id.padEnd(width)}  ${rule.title}`);
  return 0;
}

function found(id: string): FindingRule | EngineFinding {
  const rule = catalogue.find((each) => each.id === id) ?? engineFindings.find((each) => each.id === id);
  if (rule) return rule;
  const alias = catalogue.find((each) => each.aliases?.some((other) => other.id === id));
  if (alias) return alias;
  const near = [...catalogue, ...engineFindings]
    .filter((each) => each.id.includes(id) || id.includes(each.id))
    .map((each) => each.id);
  throw new CountersignError("ERR_RULE_UNKNOWN", `there is no finding ${JSON.stringify(id.slice(0, 80))}`, {
    hint:
      near.length > 0
        ? `did you mean ${near.slice(0, 5).join(", ")}?`
        : "countersign rules lists all of them",
  });
}

/** The page of a rule with its example examined now, on a clock that stands still. */
async function page(rule: FindingRule | EngineFinding): Promise<string> {
  if (!isFindingRule(rule)) return engineFindingPage(rule);
  const { request, response, knowledge, nowEpochMs, related = [] } = rule.example();
  const shown = { id: rule.id, input: null, index: 0, request, response, selfCheck: null };
  const subject = { ...shown, nowEpochMs, related };
  const budget = { milliseconds: 60_000, suppositions: 700_000, now: () => 0 };
  return findingPage(rule, await examineFully(subject, createExaminer(knowledge), budget));
}

function isFindingRule(rule: FindingRule | EngineFinding): rule is FindingRule {
  return "example" in rule;
}

function ruleJson(rule: FindingRule | EngineFinding): Record<string, unknown> {
  const { id, stage, blame, severity, title, why, fix, spec } = rule;
  const words = { id, stage, blame, severity, title, why, fix };
  if (!isFindingRule(rule))
    return { ...words, wrongFix: null, spec, certainty: "engine", aliases: [], threads: null };
  const aliases = (rule.aliases ?? []).map((alias) => alias.id);
  return {
    ...words,
    wrongFix: rule.wrongFix ?? null,
    spec,
    certainty: certaintyOf(rule),
    aliases,
    threads: rule.threads,
  };
}
