// The report as Markdown, for an issue or a chat: the answer first, then the proof as a diff. What came from the wire stands in code
// spans and fenced blocks that it cannot leave.
import type { ExaminationJson, FindingJson } from "./examination-json.ts";
import { fencedBlock, inlineCode, proseText } from "./markdown-text.ts";
import { differences, plainDiffLine, proofWords, toldApart } from "./proof-text.ts";
import type { GatheredReport, ReportGroup } from "./report-groups.ts";
import { headlineWords, tallyWords } from "./report-words.ts";
import { clipped, outcomeWords, requestLine } from "./request-facts.ts";
import { visibleLines, visibleText } from "./visible-text.ts";

/** The whole report; `version` is that of countersign. */
export function markdownReport(report: GatheredReport, version: string): string {
  const tally = tallyWords(report).map(([count, word]) => `${count} ${word}`);
  return blocks([
    `# ${headlineWords(report)}`,
    tally.length > 0 && `Verdicts: ${tally.join(", ")}.`,
    ...report.groups.map(groupSection),
    report.requestsNotShown > 0 && `${report.requestsNotShown} more requests fail in other ways.`,
    `_Written by countersign ${version}. Session tokens, cookies and keys are redacted, signatures shortened._`,
  ]);
}

function groupSection({ example, count, ids }: ReportGroup): string {
  const causes = new Set(example.causes);
  const main = example.findings.filter(({ rule }) => causes.has(rule));
  const told = main.length > 0 ? main : example.findings.filter(({ severity }) => severity !== "note");
  const outcome = outcomeWords(example);
  return blocks([
    `## ${told[0] ? `${told[0].title}` : `Verdict: ${example.verdict}`}`,
    `${inlineCode(requestLine(example))}: verdict **${example.verdict}**${outcome === "" ? "" : `, answer ${inlineCode(outcome)}`}${
      count > 1
        ? `; ${count} requests like this one (${ids
            .slice(0, 5)
            .map((id) => inlineCode(visibleText(id)))
            .join(", ")}${count > 5 ? ", …" : ""})`
        : ""
    }`,
    ...told.map((finding, at) => findingBlock(finding, at === 0 ? proofBlock(example) : "")),
  ]);
}

function findingBlock(finding: FindingJson, proof: string): string {
  const { rule, certainty, severity, blame, detail, fix, wrongFix } = finding;
  return blocks([
    `**${rule}** (${certainty}, ${severity}, at fault: ${blame}): ${proseText(visibleLines(detail))}`,
    proof,
    `**What to do.** ${fix}`,
    wrongFix !== undefined && `**What not to do.** ${wrongFix}`,
  ]);
}

function proofBlock(examination: ExaminationJson): string {
  const { proof } = examination;
  if (!proof) return "";
  const { opens, verb } = proofWords[proof.of];
  const asItIs = { text: (text: string): string => text };
  const changes = proof.changes.map(({ part, from, to }) => {
    const [sent, other] = toldApart(from, to, asItIs);
    return `- ${inlineCode(visibleText(part))}: sent ${inlineCode(clipped(sent, 400))}, ${verb} ${inlineCode(clipped(other, 400))}`;
  });
  const lines = differences(examination, asItIs).map(plainDiffLine);
  return blocks([
    `**Proof.** ${opens}`,
    changes.join("\n"),
    lines.length > 0 && fencedBlock("diff", lines.join("\n")),
  ]);
}

function blocks(parts: readonly (string | false)[]): string {
  return `${parts
    .filter((part) => part !== false && part !== "")
    .map((part) => String(part).trimEnd())
    .join("\n\n")}\n`;
}
