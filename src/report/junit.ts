// JUnit XML: one test case for each request, so that a CI server shows a broken signer as it shows a broken test.
import type { ExaminationJson, FindingJson } from "./examination-json.ts";
import { clipped, outcomeWords, requestLine, standing } from "./request-facts.ts";
import { visibleLines, visibleText } from "./visible-text.ts";
import { xmlAttribute, xmlText } from "./xml-text.ts";

/**
 * The JUnit report of a run. Its totals stand in front, so the cases are held until all are known: about a kilobyte for each
 * request that fails and a tenth of it for one that passes.
 */
export async function* junitReport(
  examinations: AsyncIterable<ExaminationJson> | Iterable<ExaminationJson>,
): AsyncGenerator<string> {
  const cases: string[] = [];
  const totals = { failures: 0, skipped: 0 };
  for await (const examination of examinations) {
    const state = standing(examination);
    if (state === "failed") totals.failures += 1;
    if (state === "unknown") totals.skipped += 1;
    cases.push(testCase(examination));
  }
  const counts = `tests="${cases.length}" failures="${totals.failures}" errors="0" skipped="${totals.skipped}" time="0"`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="countersign" ${counts}>\n<testsuite name="countersign" ${counts}>\n`;
  for (const one of cases) yield `${one}\n`;
  yield "</testsuite>\n</testsuites>\n";
}

function testCase(examination: ExaminationJson): string {
  const inside = [problem(examination), output(examination)].filter((part) => part !== "").join("\n");
  const attributes = `classname="${xmlAttribute(className(examination))}" name="${xmlAttribute(caseName(examination))}" time="0"`;
  return inside === "" ? `<testcase ${attributes}/>` : `<testcase ${attributes}>\n${inside}\n</testcase>`;
}

/** The service, so that CI servers group by it. */
function className({ endpoint, envelope }: ExaminationJson): string {
  const service = endpoint?.service ?? envelope.credentialScope?.service ?? "other";
  return `countersign.${visibleText(service).replace(/[^\w-]/g, "_")}`;
}

/** Names must differ within a suite, or CI servers take one case for another. */
function caseName(examination: ExaminationJson): string {
  const from = examination.input === null ? "" : `${visibleText(examination.input)}: `;
  return `${from}${requestLine(examination)} [${visibleText(examination.id)}]`;
}

function problem(examination: ExaminationJson): string {
  const state = standing(examination);
  if (state === "unknown") return '<skipped message="no secret is known for this key id"/>';
  if (state !== "failed") return "";
  const { causes, verdict } = examination;
  const message = causes.length > 0 ? causes.join(" + ") : verdict;
  const text = failureText(examination);
  return `<failure type="${verdict}" message="${xmlAttribute(message)}">${xmlText(text)}</failure>`;
}

function failureText(examination: ExaminationJson): string {
  const errors = examination.findings.filter(({ severity }) => severity === "error");
  const head = [`verdict: ${examination.verdict}`, outcomeWords(examination)].filter((part) => part !== "");
  return [head.join(", "), ...errors.map(findingText)].join("\n\n");
}

function findingText({ rule, certainty, title, detail, fix, wrongFix }: FindingJson): string {
  const lines = [`${rule} (${certainty}): ${title}.`, visibleLines(detail), `What to do: ${fix}`];
  if (wrongFix) lines.push(`What not to do: ${wrongFix}`);
  return clipped(lines.join("\n"), 8000);
}

/** Warnings and notes fail nothing, but are kept where people look. */
function output({ findings }: ExaminationJson): string {
  const others = findings.filter(({ severity }) => severity !== "error");
  if (others.length === 0) return "";
  const text = others.map(({ severity, rule, detail }) => `${severity} ${rule}: ${visibleLines(detail)}`);
  return `<system-out>${xmlText(text.join("\n"))}</system-out>`;
}
