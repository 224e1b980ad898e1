// The moments of one exchange on a line, evenly apart: the spans between them are written, for they are seconds and days at once.
import type { JSX } from "preact";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import { clockSkewSeconds } from "../report/clock-skew.ts";
import type { Moment } from "./moments.ts";
import { momentsOf } from "./moments.ts";
import { useTitle } from "./use-title.ts";
import { durationWords, skewWords } from "./words.ts";

const clockNames: Readonly<Record<Moment["clock"], string>> = {
  client: "client's clock",
  here: "this machine's clock",
  server: "server's clock",
};

/** The card; not there where fewer than two moments are known. */
export function Timeline({ exchange }: { readonly exchange: InspectedExchange }): JSX.Element | null {
  const { id, label } = useTitle();
  const moments = momentsOf(exchange);
  if (moments.length < 2) return null;
  const { envelope, response } = exchange.examination;
  const skew =
    envelope.form === "presigned-url"
      ? null
      : clockSkewSeconds(envelope.amzDate, response?.serverDate ?? null);
  return (
    <section class="card" aria-labelledby={label}>
      <h2 id={id}>
        Timeline
        {skewWords(skew) !== "" && <span class="differs">the client's clock is {skewWords(skew)} off</span>}
      </h2>
      <ol class="timeline">
        {moments.map((moment, at) => (
          <li key={moment.name} class={moment.clock}>
            <span class="gap">
              {at === 0 ? "" : spanWords(moment.epochMs - (moments[at - 1]?.epochMs ?? 0))}
            </span>
            <b>{moment.name}</b>
            <time dateTime={new Date(moment.epochMs).toISOString()} title={clockNames[moment.clock]}>
              {new Date(moment.epochMs).toISOString().slice(11, 23)}
            </time>
            <small>{clockNames[moment.clock]}</small>
          </li>
        ))}
      </ol>
    </section>
  );
}

function spanWords(milliseconds: number): string {
  if (milliseconds < 120_000) return `+${durationWords(milliseconds)}`;
  return skewWords(Math.round(milliseconds / 1000));
}
