// One examination in HTML, the answer first: what is wrong, the proof, what to do and what not; all else folded away below.
import type { DiffLine } from "./canonical-diff.ts";
import type { ExaminationJson, FindingJson } from "./examination-json.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { differences, proofWords, toldApart } from "./proof-text.ts";
import { clipped, outcomeWords, requestLine } from "./request-facts.ts";
import { ruleWords } from "./rule-words.ts";
import { sideBySide } from "./side-by-side.ts";
import { visibleBytes, visibleLines, visibleText } from "./visible-text.ts";

/** Where the answer stands. */
export interface AnswerPlace {
  /** The id of its heading. */
  readonly titleId: string;
  /** How often and when, in words; empty for nothing to say. */
  readonly count: string;
}

/** The answer about one request. The texts of an examination's JSON are redacted; here they are made visible and escaped. */
export function htmlAnswer(examination: ExaminationJson, place: AnswerPlace): Html {
  const main = mainFinding(examination);
  const others = examination.findings.filter((finding) => finding !== main);
  return html`<h2 id="${place.titleId}">${main ? `${main.title}.` : titleOf(examination)}</h2>
<p><code>${requestLine(examination)}</code></p>
<ul class="chips"><li class="${verdictClass(examination)}">${examination.verdict}</li>${main && html`<li>${main.rule}</li><li class="${main.certainty === "proven" ? "good" : ""}">${main.certainty}</li><li>at fault: ${main.blame}</li>`}${outcomeWords(examination) !== "" && html`<li>${outcomeWords(examination)}</li>`}${place.count !== "" && html`<li>${place.count}</li>`}</ul>
${main && whatAndWhy(main)}
${proof(examination)}
${main && advice(main)}
${others.length > 0 && otherFindings(others, examination)}
${envelope(examination)}
${texts(examination)}`;
}

function titleOf({ verdict }: ExaminationJson): string {
  return verdict === "valid" ? "The signature is right." : `The verdict is ${verdict}.`;
}

/** The first cause; without causes the gravest finding. */
function mainFinding({ causes, findings }: ExaminationJson): FindingJson | null {
  const cause = findings.find(({ rule }) => rule === causes[0]);
  return cause ?? findings.find(({ severity }) => severity === "error") ?? findings[0] ?? null;
}

function verdictClass({ verdict }: ExaminationJson): string {
  if (verdict === "valid") return "good";
  return verdict === "mismatch" || verdict === "malformed" ? "bad" : "warn";
}

function whatAndWhy(finding: FindingJson): Html {
  const why = ruleWords(finding.rule)?.why ?? "";
  return html`<p class="detail">${visibleLines(finding.detail)}</p>${why !== "" && html`<p class="lead">${why}</p>`}`;
}

function advice({ fix, wrongFix }: FindingJson): Html {
  return html`<div class="advice"><div class="do"><h3>What to do</h3><p>${fix}</p></div>${
    wrongFix !== undefined && html`<div class="not"><h3>What not to do</h3><p>${wrongFix}</p></div>`
  }</div>`;
}

function proof(examination: ExaminationJson): Html | null {
  const found = examination.proof;
  if (!found) return null;
  const { opens, verb } = proofWords[found.of];
  const changes = found.changes.map(({ part, from, to }) => {
    const [sent, other] = differsInBlanks(from, to)
      ? [everyByte(from), everyByte(to)]
      : toldApart(from, to, asItIs);
    return html`<tr><td>${visibleText(part)}</td><td><code>${clipped(sent, 400)}</code></td><td><code>${clipped(other, 400)}</code></td></tr>`;
  });
  const lines = differences(examination, asItIs);
  return html`<h3>Proof</h3><p>${opens}</p>
<table><thead><tr><th scope="col">part</th><th scope="col">as sent</th><th scope="col">as ${verb}</th></tr></thead><tbody>${changes}</tbody></table>
${lines.length > 0 && columns(lines, verb)}`;
}

function differsInBlanks(from: string, to: string): boolean {
  return from.replace(/\s+/g, "") === to.replace(/\s+/g, "");
}

/** Every byte visible, in symbols that the fonts of browsers have; none of them can stand in the text itself. */
function everyByte(text: string): string {
  return visibleBytes(text)
    .replaceAll("␠", "·")
    .replaceAll("␉", "→")
    .replaceAll("␊", "↵")
    .replaceAll("␍", "\\r");
}

const asItIs = { text: (text: string): string => text };

/** The two texts line by line. Changed bytes are marked and every one of them is visible: blanks, tabs, line ends, what is not ASCII. */
function columns(lines: readonly DiffLine[], verb: string): Html {
  const cell = (line: DiffLine | null, side: string): Html =>
    line === null
      ? html`<td class="nothing">(not there)</td>`
      : html`<td class="${side}">${line.pieces.map(({ text, changed }) =>
          changed ? html`<mark>${everyByte(text)}</mark>` : visibleText(text),
        )}</td>`;
  return html`<div class="wide"><table class="bytes"><caption class="lead">Line by line; changed bytes are marked; among them · is a blank, → a tab, ↵ a line feed.</caption><thead><tr><th scope="col">as sent</th><th scope="col">as ${verb}</th></tr></thead><tbody>${sideBySide(
    lines,
  ).map(
    ({ changed, sent, signed }) =>
      html`<tr class="${changed ? "changed" : "same"}">${cell(sent, "sent")}${cell(signed, "signed")}</tr>
`,
  )}</tbody></table></div>`;
}

function otherFindings(findings: readonly FindingJson[], { causes }: ExaminationJson): Html {
  const one = ({ rule, severity, certainty, detail, fix }: FindingJson): Html =>
    html`<li><b>${rule}</b> (${severity}, ${certainty}${causes.includes(rule) && ", also needed"}): ${visibleLines(detail)} ${fix}</li>`;
  return html`<details><summary>${findings.length} more ${findings.length === 1 ? "finding" : "findings"}</summary><ul>${findings.map(one)}</ul></details>`;
}

function envelope({ envelope: claim, request }: ExaminationJson): Html {
  const scope = claim.credentialScope;
  const rows: (readonly [string, string | null])[] = [
    ["form", claim.form],
    ["algorithm", claim.algorithm],
    ["access key id", claim.accessKeyId],
    ["credential scope", scope && [scope.date, scope.region, scope.service, scope.terminator].join("/")],
    ["signed headers", claim.signedHeaders?.join(";") ?? null],
    ["signature", claim.providedSignature],
    ["time", claim.amzDate],
    ["session token", claim.sessionToken],
    ["body", `${request.bodyBytes} bytes, SHA-256 ${request.bodySha256Hex}`],
  ];
  const shown = rows.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return html`<details><summary>The request and its envelope</summary>
<pre>${headLines(request).join("\n")}</pre>
<table><tbody>${shown.map(([name, value]) => html`<tr><th scope="row">${name}</th><td><code>${visibleText(value)}</code></td></tr>`)}</tbody></table></details>`;
}

function headLines(request: ExaminationJson["request"]): string[] {
  const first = `${request.method} ${request.target} HTTP/${request.httpVersion}`;
  return [first, ...request.headers.map(([name, value]) => `${name}: ${value}`)].map(visibleText);
}

function texts({ derivation, prediction, response }: ExaminationJson): Html {
  const answer = response
    ? html`<h3>The answer</h3><p>${response.status} ${visibleText(response.code ?? "")} ${clipped(visibleLines(response.message ?? ""), 4000)}</p>`
    : null;
  const predicted =
    prediction?.code != null &&
    html`<h3>Predicted answer</h3><p>${prediction.status} ${prediction.code} ${clipped(visibleLines(prediction.message ?? ""), 4000)}</p>`;
  if (!derivation) return html`${answer}${predicted}`;
  return html`<details><summary>Canonical request and string to sign, as sent</summary>
<h3>Canonical request</h3><pre>${visibleLines(derivation.canonicalRequest)}</pre>
<h3>String to sign</h3><pre>${visibleLines(derivation.stringToSign)}</pre>${answer}${predicted}</details>`;
}
