// What AWS was expected to say, beside what it did say.
import type { JSX } from "preact";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import { visibleLines, visibleText } from "../report/visible-text.ts";
import { useTitle } from "./use-title.ts";

/** The card. */
export function OutcomeCard({ exchange }: { readonly exchange: InspectedExchange }): JSX.Element {
  const { id, label } = useTitle();
  const { prediction, response } = exchange.examination;
  const agrees = response?.agrees ?? null;
  const status = response?.status ?? exchange.response?.status ?? null;
  return (
    <section class="card outcome" aria-labelledby={label}>
      <h2 id={id}>
        Expected and answered
        {agrees !== null && (
          <span class={agrees ? "agrees" : "differs"}>{agrees ? "they agree" : "they differ"}</span>
        )}
      </h2>
      <div class="two">
        <Said
          name="Predicted"
          status={prediction?.status ?? null}
          code={prediction?.code ?? null}
          message={prediction?.message ?? null}
          none="No refusal is expected."
        />
        <Said
          name="Answered"
          status={status}
          code={response?.code ?? null}
          message={response?.message ?? null}
          none={exchange.interrupted === null ? "No answer was seen." : visibleText(exchange.interrupted)}
        />
      </div>
      {response?.requestId != null && (
        <p class="id">
          Request id <code>{visibleText(response.requestId)}</code>
        </p>
      )}
    </section>
  );
}

interface SaidProps {
  readonly name: string;
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly none: string;
}

function Said({ name, status, code, message, none }: SaidProps): JSX.Element {
  return (
    <div>
      <h3>{name}</h3>
      {status === null ? (
        <p class="why">{none}</p>
      ) : (
        <p>
          <b class={status >= 400 ? "status bad" : "status good"}>{status}</b> {visibleText(code ?? "")}
        </p>
      )}
      {message !== null && <p class="message">{cut(visibleLines(message))}</p>}
    </div>
  );
}

function cut(text: string): string {
  return text.length > 700 ? `${text.slice(0, 699)}…` : text;
}
