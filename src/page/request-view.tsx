// One request: its place between the others, then the answer, then everything it rests on.
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { RequestDetail } from "../inspector/inspector-api.ts";
import { CopyMenu } from "./copy-menu.tsx";
import { Elapsed } from "./elapsed.tsx";
import { ExchangeSections } from "./exchange-sections.tsx";
import { MessageCard } from "./message-card.tsx";
import { ReplayCard } from "./replay-card.tsx";
import { What } from "./request-row.tsx";
import type { Route } from "./route.ts";
import { SaveMenu } from "./save-menu.tsx";
import { useAsked } from "./use-asked.ts";
import { useKeys } from "./use-keys.ts";
import type { Go } from "./use-route.ts";
import { clockWords } from "./words.ts";

/** What the view is given. */
export interface RequestViewProps {
  readonly route: Route;
  readonly go: Go;
  /** Changes whenever a row comes or changes. */
  readonly changes: number;
}

/** The view. */
export function RequestView({ route, go, changes }: RequestViewProps): JSX.Element {
  const { number, filter } = route;
  const parameters = new URLSearchParams({ filter });
  const [open, setOpen] = useState(false);
  const { value: detail, error } = useAsked<RequestDetail>(
    `/api/requests/${number}?${parameters}`,
    open ? changes : 0,
  );
  const underWay = detail?.row.underWay ?? false;
  useEffect(() => setOpen(underWay), [underWay]);
  const newer = detail?.newer ?? null;
  const older = detail?.older ?? null;
  useKeys(
    useCallback(
      (command) => {
        if (command === "back") go({ view: "requests", number: 0 });
        else if (command === "down" && older !== null) go({ number: older });
        else if (command === "up" && newer !== null) go({ number: newer });
        else return false;
        return true;
      },
      [go, newer, older],
    ),
  );
  if (error) return <p class="none">{error.message}</p>;
  if (!detail) return <p class="none">…</p>;
  return (
    <article class="request">
      <Head detail={detail} go={go} />
      {underWay ? (
        <UnderWay detail={detail} />
      ) : (
        <ExchangeSections exchange={detail.exchange} rules={detail.rules} />
      )}
      <Related detail={detail} go={go} />
      {!underWay && (
        <ReplayCard row={detail.row} open={(opened) => go({ view: "request", number: opened })} />
      )}
      {!underWay && (
        <footer class="exports">
          <CopyMenu number={number} />
          <SaveMenu filter="" number={number} />
        </footer>
      )}
    </article>
  );
}

function UnderWay({ detail: { row, exchange } }: { readonly detail: RequestDetail }): JSX.Element {
  return (
    <>
      <section class="answer under-way" aria-labelledby="answer">
        <h1 id="answer">This request is under way</h1>
        <p class="detail">
          Its head was read <Elapsed since={row.time} /> ago. It is examined when it is over; this page then
          shows it.
        </p>
      </section>
      <MessageCard exchange={exchange} />
    </>
  );
}

function Head({ detail, go }: { readonly detail: RequestDetail; readonly go: Go }): JSX.Element {
  const { row, newer, older } = detail;
  return (
    <div class="crumbs">
      <button
        type="button"
        class="quiet"
        onClick={() => go({ view: "requests", number: 0 })}
        title="Back (Esc)"
      >
        ← Requests
      </button>
      <span class="here">
        <span class="time">{clockWords(row.time)}</span> <What row={row} />
      </span>
      <button
        {...{ type: "button", class: "quiet", disabled: newer === null, title: "Newer (k)" }}
        aria-label="Newer request"
        onClick={() => newer !== null && go({ number: newer })}
      >
        ↑
      </button>
      <button
        {...{ type: "button", class: "quiet", disabled: older === null, title: "Older (j)" }}
        aria-label="Older request"
        onClick={() => older !== null && go({ number: older })}
      >
        ↓
      </button>
    </div>
  );
}

function Related({
  detail: { related },
  go,
}: {
  readonly detail: RequestDetail;
  readonly go: Go;
}): JSX.Element | null {
  if (related.length === 0) return null;
  return (
    <section class="card" aria-labelledby="related">
      <h2 id="related">Related requests</h2>
      <ul class="related">
        {related.map(({ why, row }) => (
          <li key={row.number}>
            <button type="button" class="line" onClick={() => go({ view: "request", number: row.number })}>
              <span class={`verdict ${row.verdict}`}>{row.verdict}</span>
              <span class="time">{clockWords(row.time)}</span>
              <span class="what">
                <What row={row} />
              </span>
              <span class="why">{why}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
