// The page of predictions: every order of checks as a table, each row with the answer that its example gets and where it was learned.

import { createExaminer, examine } from "../diagnosis/examine.ts";
import type { Example } from "../diagnosis/example.ts";
import { serverPrediction } from "../diagnosis/predict.ts";
import type { Prediction } from "../diagnosis/prediction.ts";
import { rowExamples } from "../diagnosis/prediction-examples.ts";
import type { CheckOrder } from "../diagnosis/prediction-orders.ts";
import { checkOrders } from "../diagnosis/prediction-orders.ts";

const introduction = `# Predictions

What AWS will answer, and in which order it looks. countersign walks the table of the service that a request is meant for: the first
check that fails gives the answer. An answer therefore also says what was right: everything in the rows above it.

Each row's answer below is that of an example which fails there, judged when this page is written; the sandbox gives the same
answers, and a test compares them on the wire. Times and ids are the examples'. *Source* names the public thread, the page or the
implementation a row was taken from. Orders marked as taken over were measured for another service of the same family: where the
real answer differs, the real answer is right, and the finding [answer-differs-from-prediction](findings/answer-differs-from-prediction.md)
says what follows.
`;

/** The whole page as Markdown. */
export function predictionPage(): string {
  return `${[introduction, ...checkOrders.map(section)].join("\n").trimEnd()}\n`;
}

function section(order: CheckOrder): string {
  const examples = rowExamples(order);
  const rows = order.checks.map((check, index) => {
    const answers = examples.filter((row) => row.check === check.name).map((row) => answer(row.example));
    return `| ${index + 1} | ${check.name} | ${unique(answers).join("<br>")} | ${cell(check.source)} |`;
  });
  return [
    `## ${cell(order.services)}`,
    "",
    `The error: ${order.body}. The order: ${order.source}.`,
    "",
    "| | check | answer | source |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function answer({ request, knowledge, nowEpochMs }: Example): string {
  const subject = { id: "page", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs };
  const examination = examine(subject, createExaminer(knowledge));
  return answerWords(serverPrediction(examination, knowledge, nowEpochMs));
}

function answerWords({ status, code, message, elements }: Prediction): string {
  if (code === null) return `${status} without a body`;
  const names = elements.map(([name]) => `\`${name}\``).join(", ");
  const text = message === null ? " without a message" : ` ${codeSpan(firstParagraph(message))}`;
  return `${status} \`${code}\`${text}${names === "" ? "" : ` with ${names}`}`;
}

/** The canonical texts behind a mismatch are left out. */
function firstParagraph(message: string): string {
  const end = message.indexOf("\n");
  return end < 0 ? message : `${message.slice(0, end)} …`;
}

function codeSpan(text: string): string {
  const fence = text.includes("`") ? "``" : "`";
  return `${fence}${cell(text)}${fence}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
