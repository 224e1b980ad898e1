// An examination for people at a terminal: one line for each request, and under it what, why, proof, what to do, what not to do.
import type { Examination, Finding } from "../diagnosis/examination.ts";
import type { Severity } from "../diagnosis/rule.ts";
import type { Verdict } from "../sigv4/verify.ts";
import { examinationRedaction } from "./examination-json.ts";
import { legsText } from "./legs-text.ts";
import type { Paint } from "./paint.ts";
import { proofText } from "./proof-text.ts";
import type { Redaction } from "./redaction.ts";
import { carriesNoSecret } from "./request-secrets.ts";
import { ruledOut, whyOf } from "./rule-words.ts";
import { paragraph, rows } from "./text-layout.ts";
import { visibleLines, visibleText } from "./visible-text.ts";

/** One line: verdict, method, address, what AWS says or will say, causes. */
export function examinationLine(examination: Examination, paint: Paint): string {
  const redaction = isPlain(examination) ? asItStands : examinationRedaction(examination, "short");
  const from = examination.input === null ? "" : `${visibleText(examination.input)}: `;
  const { method, authority, target } = examination.request;
  const place = shortened(visibleText(redaction.own(`${authority}${pathOf(target)}`)), 100);
  const parts = [
    verdictMark(examination.verdict, paint),
    `${from}${shortened(visibleText(method), 20)} ${place}`,
    outcome(examination, redaction, paint),
    causeList(examination, paint),
  ];
  return parts.filter((part) => part !== "").join("  ");
}

/** A well-formed header signature, no secret header, no query, no complaint in the answer: the line shows nothing to hide. */
function isPlain({ reading, request, answer }: Examination): boolean {
  if (reading.kind !== "read" || (answer !== null && answer.status >= 400)) return false;
  return reading.envelope.sessionToken === "absent" && carriesNoSecret(request);
}

const same = (text: string): string => text;
const asItStands: Redaction = { text: same, own: same, header: (_, value) => value, signature: same };

/** The line, then every finding in full: causes first, then by severity. */
export function examinationText(examination: Examination, paint: Paint): string {
  const redaction = examinationRedaction(examination, "short");
  const causes = new Set(examination.causes);
  const ordered = [...examination.findings].sort((a, b) => rank(a, causes) - rank(b, causes));
  const proven = ordered.find((finding) => finding.certainty === "proven" && causes.has(finding.rule));
  const blocks = ordered.map((finding) =>
    findingText(examination, finding, {
      redaction,
      paint,
      proof: finding === proven ? proofText(examination, redaction, paint) : "",
    }),
  );
  const answer = answerText(examination, redaction, paint);
  const views = legsText(examination.legs ?? [], redaction, paint);
  return [examinationLine(examination, paint), answer, views, ...blocks, unexplained(examination, paint)]
    .filter((block) => block !== "")
    .join("\n");
}

interface Telling {
  readonly redaction: Redaction;
  readonly paint: Paint;
  /** The proof's text, shown with the first finding of the proof. */
  readonly proof: string;
}

function findingText(
  examination: Examination,
  finding: Finding,
  { redaction, paint, proof }: Telling,
): string {
  const { rule, certainty, severity, stage, blame } = finding;
  const head = `  ${severityMark(severity, paint)} ${paint.bold(rule)}  ${certaintyWord(certainty, paint)}  ${paint.dim(`${severity} · ${stage} · ${blame}`)}`;
  const safe = (text: string): string => visibleLines(redaction.text(text));
  const told = rows(
    [
      ["what", finding.title],
      ["here", safe(finding.detail)],
      ["why", whyOf(rule)],
    ],
    paint,
  );
  const todo = rows(
    [
      ["do", finding.fix],
      ["not", finding.wrongFix ?? ""],
      ["or", otherClasses(finding, examination.causes)],
    ],
    paint,
  );
  return [head, told, proof, todo].filter((part) => part !== "").join("\n");
}

/** Classes that put the same bytes on the wire, where the engine names some. */
function otherClasses(finding: Finding, causes: readonly string[]): string {
  const also = finding.evidence.alsoPossible;
  if (!Array.isArray(also)) return "";
  const others = also.map(String).filter((id) => !causes.includes(id));
  return others.length === 0 ? "" : `The same bytes would come from: ${visibleText(others.join(", "))}.`;
}

function answerText(examination: Examination, redaction: Redaction, paint: Paint): string {
  const { prediction, answer, agrees, causes } = examination;
  const words = (message: string | null): string =>
    message === null ? "" : ` ${shortened(visibleText(redaction.text(message.split("\n")[0] ?? "")), 300)}`;
  const predicted = prediction?.code
    ? `${prediction.status} ${prediction.code}.${words(prediction.message)}`
    : "";
  const answered =
    answer && answer.status >= 400
      ? `${answer.status} ${visibleText(answer.code ?? "")}.${words(answer.message)}`
      : "";
  const differs =
    agrees === false && causes.length === 0
      ? "The answer is not the predicted one: the request was changed behind countersign, AWS holds another secret, or it judges by something not seen here."
      : "";
  return rows(
    [
      ["predicted", answer && differs === "" ? "" : predicted || (differs && "success")],
      ["answered", answered],
      ["note", differs],
    ],
    paint,
  );
}

function unexplained(examination: Examination, paint: Paint): string {
  const { verdict, causes, search } = examination;
  if (verdict !== "mismatch" || causes.length > 0) return "";
  if (!search) return paragraph("Nothing was searched yet for this mismatch.", "    ");
  const bound = search.exhausted
    ? "Each of them, alone and in pairs, was ruled out:"
    : "The bound of time or count was reached before all were tried. Begun with:";
  return [
    paint.bold("    Nothing that countersign knows reproduces this signature."),
    paragraph(
      `${search.tried} suppositions were tried in ${search.milliseconds} ms. ${bound} ${ruledOut().join(", ")}.`,
      "    ",
    ),
  ].join("\n");
}

/** `403 SignatureDoesNotMatch`: answered, or predicted where no answer is known. */
function outcome({ answer, prediction }: Examination, redaction: Redaction, paint: Paint): string {
  if (answer) return visibleText(redaction.text(`→ ${answer.status}${answer.code ? ` ${answer.code}` : ""}`));
  if (!prediction || prediction.code === null) return "";
  return paint.dim(`→ will be ${prediction.status} ${prediction.code}`);
}

function causeList({ causes, findings }: Examination, paint: Paint): string {
  const shown = causes.map((id) => {
    const certainty = findings.find(({ rule }) => rule === id)?.certainty;
    return certainty ? `${id} (${certainty})` : id;
  });
  return shown.length === 0 ? "" : paint.bold(shown.join(" + "));
}

const verdictPaint: Readonly<Record<Verdict, keyof Paint>> = {
  valid: "green",
  mismatch: "red",
  malformed: "red",
  unverifiable: "yellow",
  unsigned: "dim",
};

function verdictMark(verdict: Verdict, paint: Paint): string {
  return paint[verdictPaint[verdict]](verdict.padEnd(12));
}

function severityMark(severity: Severity, paint: Paint): string {
  if (severity === "error") return paint.red("✗");
  return severity === "warning" ? paint.yellow("!") : paint.dim("·");
}

function certaintyWord(certainty: Finding["certainty"], paint: Paint): string {
  return certainty === "proven"
    ? paint.green(certainty)
    : certainty === "suspected"
      ? paint.yellow(certainty)
      : paint.cyan(certainty);
}

const severities: readonly Severity[] = ["error", "warning", "note"];

function rank(finding: Finding, causes: ReadonlySet<string>): number {
  return (causes.has(finding.rule) ? 0 : 10) + severities.indexOf(finding.severity);
}

function pathOf(target: string): string {
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/.exec(target);
  return absolute ? target.slice(absolute[0].length) : target;
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
