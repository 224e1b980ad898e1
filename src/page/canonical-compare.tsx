// Two canonical requests beside each other, line by line: what differs is marked, and every byte of it is visible.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import type { DiffLine } from "../report/canonical-diff.ts";
import { visibleText } from "../report/visible-text.ts";
import type { Side } from "./compare.ts";
import { canonicalRequests, compared, lineNames, sideWords } from "./compare.ts";
import { useTitle } from "./use-title.ts";
import { everyByte } from "./words.ts";

const pairs: readonly (readonly [left: Side, right: Side])[] = [
  ["calculated", "client"],
  ["calculated", "server"],
  ["client", "server"],
];

/** The card; not there where no canonical request is known. */
export function CanonicalCompare({ exchange }: { readonly exchange: InspectedExchange }): JSX.Element | null {
  const { id, label } = useTitle();
  const known = canonicalRequests(exchange);
  const both = pairs.filter(([left, right]) => known.has(left) && known.has(right));
  const [chosen, choose] = useState(0);
  const only = [...known][0];
  if (!only) return null;
  const pair = both[Math.min(chosen, both.length - 1)];
  return (
    <section class="card" aria-labelledby={label}>
      <h2 id={id}>
        Canonical request
        {both.length > 1 &&
          both.map(([left, right], at) => (
            <button
              type="button"
              class="chip"
              key={at}
              aria-pressed={at === chosen}
              onClick={() => choose(at)}
            >
              {sideWords[left].name} · {sideWords[right].name}
            </button>
          ))}
      </h2>
      {pair ? (
        <Two pair={pair} left={known.get(pair[0]) ?? ""} right={known.get(pair[1]) ?? ""} />
      ) : (
        <One side={only[0]} text={only[1]} />
      )}
    </section>
  );
}

interface TwoProps {
  readonly pair: readonly [Side, Side];
  readonly left: string;
  readonly right: string;
}

function Two({ pair, left, right }: TwoProps): JSX.Element {
  const rows = compared(left, right);
  const names = lineNames(left);
  const changed = rows.filter((row) => row.changed).length;
  let line = -1;
  return (
    <>
      <p class="why">
        {changed === 0
          ? "Both are the same, byte for byte."
          : "Changed bytes are marked; among them · is a blank, → a tab, ↵ a line feed."}
      </p>
      <div class="wide">
        <table class="bytes">
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">line</span>
              </th>
              {pair.map((side) => (
                <th scope="col" key={side}>
                  {sideWords[side].name} <small>{sideWords[side].from}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ changed: differs, sent, signed }, at) => {
              if (sent) line += 1;
              return (
                <tr key={at} class={differs ? "changed" : "same"}>
                  <th scope="row">{sent ? names[line] : "added"}</th>
                  <Cell line={sent} side="sent" />
                  <Cell line={signed} side="signed" />
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Cell({
  line,
  side,
}: {
  readonly line: DiffLine | null;
  readonly side: "sent" | "signed";
}): JSX.Element {
  if (!line) return <td class="nothing">not there</td>;
  return (
    <td class={side}>
      {line.pieces.map(({ text, changed }, at) =>
        changed ? <mark key={at}>{everyByte(text)}</mark> : <span key={at}>{visibleText(text)}</span>,
      )}
    </td>
  );
}

function One({ side, text }: { readonly side: Side; readonly text: string }): JSX.Element {
  const names = lineNames(text);
  return (
    <div class="wide">
      <table class="bytes one">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">line</span>
            </th>
            <th scope="col">
              {sideWords[side].name} <small>{sideWords[side].from}</small>
            </th>
          </tr>
        </thead>
        <tbody>
          {text.split("\n").map((line, at) => (
            <tr key={at}>
              <th scope="row">{names[at]}</th>
              <td>{visibleText(line)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
