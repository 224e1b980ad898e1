// A finding's rule as a page of Markdown. Its example is examined when the page is written, so a page shows what the program does.
import type { EngineFinding } from "../diagnosis/engine-findings.ts";
import type { Examination } from "../diagnosis/examination.ts";
import type { FindingRule } from "../diagnosis/rule.ts";
import { examinationRedaction } from "./examination-json.ts";
import { differences, plainDiffLine, toldApart } from "./proof-text.ts";
import type { Redaction } from "./redaction.ts";
import { visibleText } from "./visible-text.ts";

/** The page of a rule; `examination` is that of its own example. */
export function findingPage(rule: FindingRule, examination: Examination): string {
  return joined([
    `# ${rule.id}`,
    `**${rule.title}.**`,
    facts(rule, certaintyOf(rule)),
    prose(rule.why),
    `**What to do.** ${prose(rule.fix)}`,
    rule.wrongFix ? `**What not to do.** ${prose(rule.wrongFix)}` : "",
    `**Relied on.** ${source(rule.spec)}`,
    aliases(rule),
    example(examination),
  ]);
}

/** The page of a conclusion that no single rule makes. */
export function engineFindingPage(finding: EngineFinding): string {
  return joined([
    `# ${finding.id}`,
    `**${finding.title}.**`,
    facts(finding, "concluded by the engine itself"),
    prose(finding.why),
    `**What to do.** ${prose(finding.fix)}`,
    `**Relied on.** ${source(finding.spec)}`,
  ]);
}

/** The list of all pages as a table: the rules in the order given, then the engine's own conclusions. */
export function findingIndex(rules: readonly FindingRule[], engine: readonly EngineFinding[]): string {
  const row = ({ id, title, stage, blame, severity }: EngineFinding, certainty: string): string =>
    `| [${id}](${id}.md) | ${cell(title)} | ${stage} | ${blame} | ${severity} | ${certainty} |`;
  return joined([
    "# Findings",
    "Every class of failure that countersign tells apart. *Proven* means that the client's own signature (or the server's own hash) was reproduced; *observed* is a fact seen on the wire; *reported* is what AWS says in its answer. Each page's example is signed and examined when the page is written.",
    [
      "| finding | what is wrong | stage | at fault | severity | certainty |",
      "|---|---|---|---|---|---|",
      ...rules.map((rule) => row(rule, certaintyOf(rule))),
      ...engine.map((finding) => row(finding, "engine")),
    ].join("\n"),
  ]);
}

type Ways = Pick<
  FindingRule,
  "suppose" | "supposeText" | "alter" | "ownsHeader" | "inspect" | "readAnswer" | "readTexts"
>;

/** Which certainties a rule can reach: they follow from what it has, not from what it says. */
export function certaintyOf(rule: Ways): string {
  const ways = [
    (rule.suppose ?? rule.supposeText ?? rule.alter ?? rule.ownsHeader) && "proven",
    rule.inspect && "observed",
    (rule.readAnswer ?? rule.readTexts) && "reported",
  ];
  return ways.filter((way) => way !== undefined).join(", ");
}

function facts({ stage, blame, severity }: EngineFinding, certainty: string): string {
  return [
    "| stage | at fault | severity | certainty |",
    "|---|---|---|---|",
    `| ${stage} | ${blame} | ${severity} | ${certainty} |`,
  ].join("\n");
}

function source(spec: string): string {
  return spec.startsWith("https://") ? `<${spec}>` : spec;
}

function aliases({ aliases: others }: FindingRule): string {
  if (!others || others.length === 0) return "";
  const lines = others.map(({ id, toldApartBy }) => `- \`${id}\`: ${toldApartBy}`);
  return ["**The same bytes on the wire**, and what would tell them apart:", "", ...lines].join("\n");
}

function example(examination: Examination): string {
  const redaction = examinationRedaction(examination, "short");
  return joined([
    "## Example",
    "The request as it is sent:",
    fenced("http", requestLines(examination, redaction)),
    proofBlock(examination, redaction),
    answerBlock(examination, redaction),
    verdictLine(examination),
    detailList(examination, redaction),
  ]).trimEnd();
}

function requestLines({ request }: Examination, redaction: Redaction): string[] {
  const first = `${visibleText(request.method)} ${visibleText(redaction.text(request.target))} HTTP/${request.httpVersion}`;
  const headers = request.headers.map(
    ([name, value]) => `${visibleText(name)}: ${visibleText(redaction.header(name, value))}`,
  );
  const body = request.body.content;
  const text = body && body.length <= 1000 ? redaction.text(String.fromCharCode(...body)) : "";
  return [first, ...headers, ...(text === "" ? [] : ["", ...text.split("\n").map(visibleText)])];
}

function proofBlock(examination: Examination, redaction: Redaction): string {
  const { proof, derivation } = examination;
  if (!proof || !derivation) return "";
  const changes = proof.changes.map(({ part, from, to }) => {
    const [sent, signed] = toldApart(from, to, redaction);
    return `- ${code(visibleText(redaction.text(part)))}: sent ${code(sent)}, signed ${code(signed)}`;
  });
  const lines = differences(examination, redaction).map(plainDiffLine);
  const provided = examination.reading.kind === "read" ? examination.reading.envelope.providedSignature : "";
  return joined([
    `The client's signature is \`${redaction.signature(provided)}\`; signing the bytes as sent gives \`${redaction.signature(derivation.calculatedSignature ?? "")}\`. The client's own comes out with this changed:`,
    changes.join("\n"),
    lines.length === 0 ? "" : "As sent (`-`) and as signed (`+`), changed bytes made visible:",
    lines.length === 0 ? "" : fenced("diff", lines),
  ]).trimEnd();
}

function answerBlock({ answer, response }: Examination, redaction: Redaction): string {
  if (!answer || !response) return "";
  const message = answer.message === null ? "" : `: ${visibleText(redaction.text(answer.message))}`;
  return `The answer: \`${answer.status} ${visibleText(answer.code ?? "")}\`${escapedText(message)}`;
}

function verdictLine({ verdict, prediction, answer }: Examination): string {
  if (answer || !prediction || prediction.code === null) return `Verdict: \`${verdict}\`.`;
  return `Verdict: \`${verdict}\`. AWS will answer \`${prediction.status} ${prediction.code}\`.`;
}

function detailList({ findings }: Examination, redaction: Redaction): string {
  return findings
    .map(
      ({ rule, certainty, severity, detail }) =>
        `- \`${rule}\` (${certainty}, ${severity}): ${escapedText(visibleText(redaction.text(detail)))}`,
    )
    .join("\n");
}

function code(shown: string): string {
  if (shown === "") return "nothing";
  const fence = shown.includes("`") ? "``" : "`";
  return `${fence}${shown}${fence}`;
}

/** Markdown and HTML that stands in a text is shown, not obeyed. */
function escapedText(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, "\\$&");
}

/** A rule's own words: only what Markdown would swallow is escaped. */
function prose(text: string): string {
  return text.replace(/[<*]/g, "\\$&");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function fenced(language: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.map((line) => /`{3,}/.exec(line)?.[0].length ?? 0));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...lines.map((line) => line.trimEnd()), fence].join("\n");
}

function joined(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}
