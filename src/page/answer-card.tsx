// The answer: what is wrong, the proof, what to do and what not.
import type { JSX } from "preact";
import type { RequestDetail } from "../inspector/inspector-api.ts";
import type { ExaminationJson, FindingJson } from "../report/examination-json.ts";
import { proofWords, toldApart } from "../report/proof-text.ts";
import { visibleLines, visibleText } from "../report/visible-text.ts";
import { useTitle } from "./use-title.ts";
import { everyByte, verdictWords } from "./words.ts";

/** What the card is given. */
export interface AnswerProps {
  readonly examination: ExaminationJson;
  readonly rules: RequestDetail["rules"];
}

/** The first cause; without causes the gravest finding. */
export function mainFinding({ causes, findings }: ExaminationJson): FindingJson | null {
  const cause = findings.find(({ rule }) => rule === causes[0]);
  return cause ?? findings.find(({ severity }) => severity !== "note") ?? null;
}

/** The card. */
export function AnswerCard({ examination, rules }: AnswerProps): JSX.Element {
  const { id, label } = useTitle();
  const { verdict } = examination;
  const main = mainFinding(examination);
  const others = examination.findings.filter((finding) => finding !== main);
  const { sign, means } = verdictWords[verdict];
  const title = main ? visibleText(main.title) : verdict === "valid" ? "The signature is right" : means;
  return (
    <section class={`answer ${main?.severity ?? "none"} ${verdict}`} aria-labelledby={label}>
      <p class="chips">
        <span class={`verdict ${verdict}`} title={means}>
          <span aria-hidden="true">{sign}</span> {verdict}
        </span>
        {main && <span class="rule">{visibleText(main.rule)}</span>}
        {main && <span class={`certainty ${main.certainty}`}>{visibleText(main.certainty)}</span>}
        {main && <span class="blame">at fault: {visibleText(main.blame ?? "")}</span>}
      </p>
      <h1 id={id}>{title}</h1>
      {main && <p class="detail">{visibleLines(main.detail)}</p>}
      {!main && verdict === "valid" && <p class="detail">{means}</p>}
      {main && <Why finding={main} rules={rules} />}
      <Proof examination={examination} />
      {main && <Advice finding={main} />}
      {others.length > 0 && <Others findings={others} causes={examination.causes} />}
      <Search examination={examination} />
    </section>
  );
}

function Why({
  finding,
  rules,
}: {
  readonly finding: FindingJson;
  readonly rules: RequestDetail["rules"];
}): JSX.Element {
  const { why, spec } = rules[finding.rule] ?? { why: "", spec: "" };
  return (
    <p class="why">
      {visibleText(why)}{" "}
      {/^https:\/\//.test(spec) && (
        <a href={spec} target="_blank" rel="noreferrer noopener">
          AWS's words
        </a>
      )}
    </p>
  );
}

function Proof({
  examination: { proof, envelope, search },
}: {
  readonly examination: ExaminationJson;
}): JSX.Element | null {
  if (!proof) return null;
  const { opens, verb } = proofWords[proof.of];
  return (
    <div class="proof">
      <h2>Proof</h2>
      <p>{opens}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">part</th>
            <th scope="col">as sent</th>
            <th scope="col">as {verb}</th>
          </tr>
        </thead>
        <tbody>
          {proof.changes.map(({ part, from, to }, at) => {
            const [sent, other] = apart(from, to);
            return (
              <tr key={at}>
                <th scope="row">{visibleText(part)}</th>
                <td class="sent">
                  <code>{sent}</code>
                </td>
                <td class="signed">
                  <code>{other}</code>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {proof.of === "signature" && envelope.providedSignature !== null && (
        <p class="equal">
          calculated so <code>{visibleText(envelope.providedSignature)}</code> <b>=</b> provided{" "}
          <code>{visibleText(envelope.providedSignature)}</code>
          {search && (
            <span class="tried">
              {" "}
              · {search.tried} suppositions in {Math.round(search.milliseconds)} ms
            </span>
          )}
        </p>
      )}
    </div>
  );
}

function apart(from: string, to: string): readonly [string, string] {
  const blanks = from.replace(/\s+/g, "") === to.replace(/\s+/g, "");
  const [sent, other] = blanks
    ? [everyByte(from), everyByte(to)]
    : toldApart(from, to, { text: (text) => text });
  return [cut(sent), cut(other)];
}

function cut(text: string): string {
  if (text === "") return "(nothing)";
  return text.length > 400 ? `${text.slice(0, 399)}…` : text;
}

function Advice({ finding: { fix, wrongFix } }: { readonly finding: FindingJson }): JSX.Element {
  return (
    <div class="advice">
      <div class="do">
        <h2>What to do</h2>
        <p>{visibleLines(fix)}</p>
      </div>
      {wrongFix !== undefined && (
        <div class="not">
          <h2>What not to do</h2>
          <p>{visibleLines(wrongFix)}</p>
        </div>
      )}
    </div>
  );
}

function Others({
  findings,
  causes,
}: {
  readonly findings: readonly FindingJson[];
  readonly causes: readonly string[];
}): JSX.Element {
  return (
    <details open={findings.some(({ rule }) => causes.includes(rule))}>
      <summary>
        {findings.length} more {findings.length === 1 ? "finding" : "findings"}
      </summary>
      <ul class="findings">
        {findings.map(({ rule, severity, certainty, title, detail, fix }, at) => (
          <li key={at} class={severity}>
            <p class="chips">
              <span class="rule">{visibleText(rule)}</span>
              <span>{visibleText(severity)}</span>
              <span class={`certainty ${certainty}`}>{visibleText(certainty)}</span>
            </p>
            <p>
              <b>{visibleText(title)}.</b> {visibleLines(detail)} {visibleLines(fix)}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Search({
  examination: { search, proof },
}: {
  readonly examination: ExaminationJson;
}): JSX.Element | null {
  if (!search || proof) return null;
  const end = search.exhausted ? "all that are known" : "then its bound was reached";
  return (
    <p class="why">
      Searched for a proof: {search.tried} suppositions in {Math.round(search.milliseconds)} ms, {end}. None
      reproduces the signature.
    </p>
  );
}
