// The report as one HTML file: no script, nothing loaded, the answer first. It opens from a disk, an e-mail or a CI artifact.
import { sha256 } from "../http/digest.ts";
import type { ExaminationJson } from "./examination-json.ts";
import type { Html } from "./html.ts";
import { html, htmlText, ownHtml } from "./html.ts";
import { htmlAnswer } from "./html-answer.ts";
import { htmlStyle } from "./html-style.ts";
import type { GatheredReport, ReportGroup } from "./report-groups.ts";
import { headlineWords, tallyWords } from "./report-words.ts";
import { outcomeWords, requestLine } from "./request-facts.ts";
import { visibleText } from "./visible-text.ts";

/** What a report says of itself. */
export interface ReportAbout {
  /** Version of countersign. */
  readonly version: string;
  /** When the report was written: ISO 8601; null leaves it out. */
  readonly writtenAt: string | null;
}

/** The whole page. */
export function htmlReport(report: GatheredReport, about: ReportAbout): string {
  const policy = `default-src 'none'; style-src 'sha256-${Buffer.from(sha256(htmlStyle)).toString("base64")}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${policy}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<title>${headlineWords(report)} · countersign</title>
<style>${ownHtml(htmlStyle)}</style>
</head>
<body>
${heading(report, about)}
<main>
${report.groups.map(groupArticle)}
${notShown(report)}
${requestTable(report)}
</main>
<footer>Written by countersign ${about.version}. Session tokens, cookies and keys are redacted and signatures shortened, so this page can be
passed on; hosts, paths, key ids and header values are as they were sent.</footer>
</body>
</html>
`;
  return htmlText(page);
}

function heading(report: GatheredReport, { writtenAt }: ReportAbout): Html {
  return html`<header>
<p class="brand">countersign</p>
<h1>${headlineWords(report)}</h1>
${writtenAt !== null && html`<p class="lead">Report of <time datetime="${writtenAt}">${writtenAt.replace("T", " ")}</time></p>`}
<ul class="tally" aria-label="Verdicts">${tallyWords(report).map(([count, word]) => html`<li><b>${count}</b>${word}</li>`)}</ul>
${report.groups.length > 1 && contents(report.groups)}
</header>`;
}

function contents(groups: readonly ReportGroup[]): Html {
  return html`<nav aria-label="Failures"><h3>In this report</h3><ol>${groups.map(
    ({ example, count }, at) =>
      html`<li><a href="#group-${at + 1}">${causeWords(example)}</a> ${count > 1 && html`(${count} requests)`}</li>`,
  )}</ol></nav>`;
}

function groupArticle(group: ReportGroup, at: number): Html {
  const { example, standing, count } = group;
  return html`<article class="${standing}" id="group-${at + 1}" aria-labelledby="title-${at + 1}">
${htmlAnswer(example, { titleId: `title-${at + 1}`, count: countWords(group) })}
${count > 1 && html`<p class="lead">Requests like this one: ${group.ids.map(visibleText).join(", ")}${count > group.ids.length && " and more"}.</p>`}
</article>
`;
}

function countWords({ count, firstTime, lastTime }: ReportGroup): string {
  if (count === 1) return firstTime === null ? "" : `at ${firstTime}`;
  if (firstTime === null) return `${count} requests`;
  return `${count} requests, ${firstTime === lastTime ? `at ${firstTime}` : `${firstTime} to ${lastTime}`}`;
}

function causeWords({ causes, verdict }: ExaminationJson): string {
  return causes.length > 0 ? causes.join(" + ") : verdict;
}

function notShown({ requestsNotShown }: GatheredReport): Html | null {
  if (requestsNotShown === 0) return null;
  return html`<p class="lead">${requestsNotShown} more requests fail in other ways; the JSON lines hold them all.</p>`;
}

function requestTable({ rows, requests }: GatheredReport): Html | null {
  if (rows.length === 0) return null;
  const caption =
    rows.length < requests ? `The first ${rows.length} of ${requests} requests` : "All requests";
  return html`<details${rows.length <= 20 && ownHtml(` open=""`)}><summary>${caption}</summary>
<div class="wide"><table class="rows"><thead><tr><th scope="col">id</th><th scope="col">verdict</th><th scope="col">request</th><th scope="col">answer</th><th scope="col">cause</th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><td>${visibleText(row.id)}</td><td>${row.verdict}</td><td><code>${requestLine(row)}</code></td><td>${outcomeWords(row)}</td><td>${row.causes.join(" + ")}</td></tr>
`,
  )}</tbody></table></div></details>`;
}
