// The envelope taken apart: the text itself with its parts coloured, and below it what each of them is.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ExaminationJson } from "../report/examination-json.ts";
import { visibleText } from "../report/visible-text.ts";
import type { Part } from "./anatomy.ts";
import { anatomyOf, partWords } from "./anatomy.ts";
import { useTitle } from "./use-title.ts";

/** The card; not there where a request has no envelope. */
export function EnvelopeCard({ examination }: { readonly examination: ExaminationJson }): JSX.Element | null {
  const { id, label } = useTitle();
  const [shown, show] = useState<Part | null>(null);
  const anatomy = anatomyOf(examination);
  if (!anatomy) return null;
  const { place, pieces } = anatomy;
  const parts = pieces.filter(({ part }) => part !== "plain");
  const mark = (part: Part): string => `part is-${part}${shown === part ? " shown" : ""}`;
  return (
    <section class="card" aria-labelledby={label}>
      <h2 id={id}>Envelope</h2>
      <pre class="envelope">
        <span class="place">
          {place === "query" ? `${examination.request.method} ` : `${visibleText(place)}: `}
        </span>
        {pieces.map(({ part, text }, at) =>
          part === "plain" ? (
            <span key={at}>{visibleText(text)}</span>
          ) : (
            <mark
              key={at}
              class={mark(part)}
              title={partWords[part].name}
              onMouseEnter={() => show(part)}
              onMouseLeave={() => show(null)}
            >
              {visibleText(text)}
            </mark>
          ),
        )}
      </pre>
      <dl class="parts">
        {parts.map(({ part, text }, at) =>
          part === "plain" ? null : (
            <div key={at} class={mark(part)} onMouseEnter={() => show(part)} onMouseLeave={() => show(null)}>
              <dt>{partWords[part].name}</dt>
              <dd>
                <code>{visibleText(decoded(text, place))}</code>
                {partWords[part].says}
              </dd>
            </div>
          ),
        )}
      </dl>
    </section>
  );
}

function decoded(text: string, place: string): string {
  return place === "query" ? text.replace(/%3B/gi, ";").replace(/%2F/gi, "/") : text;
}
