// One request as a row of the list.
import type { JSX } from "preact";
import type { ListRow } from "../inspector/inspector-api.ts";
import { visibleText } from "../report/visible-text.ts";
import { Elapsed } from "./elapsed.tsx";
import { clockWords, countWords, durationWords, endWords, skewWords, verdictWords } from "./words.ts";

/** The columns' names, in order. */
export const columnNames: readonly string[] = [
  "Verdict",
  "Time",
  "Client",
  "Process",
  "Request",
  "Region",
  "Status",
  "Cause",
  "Skew",
  "Took",
];

/** What a row is given. */
export interface RequestRowProps {
  readonly row: ListRow;
  /** Its place in the list, from 0: of a long list only a part is in the page. */
  readonly place: number;
  readonly chosen: boolean;
  readonly grouped: boolean;
  readonly open: () => void;
}

/** The cells of a row. */
export function RequestRow({ row, place, chosen, grouped, open }: RequestRowProps): JSX.Element {
  return (
    <div
      role="row"
      aria-rowindex={place + 2}
      id={`row-${row.number}`}
      class={`row ${row.underWay ? "under-way" : row.standing}${chosen ? " chosen" : ""}`}
      aria-selected={chosen}
      onClick={open}
    >
      <VerdictCell row={row} />
      <span role="gridcell" class="time">
        {clockWords(row.time)}
      </span>
      <span role="gridcell" class="client" title={visibleText(row.client)}>
        {visibleText(row.client)}
      </span>
      <span role="gridcell" class="process" title={row.process === null ? "" : `process ${row.process.pid}`}>
        {visibleText(row.process?.name ?? "")}
      </span>
      <span role="gridcell" class="what">
        <What row={row} />
      </span>
      <span role="gridcell" class="region">
        {visibleText(row.region ?? "")}
      </span>
      <span
        role="gridcell"
        class={statusClass(row.status)}
        title={visibleText(row.interrupted ?? row.code ?? "")}
      >
        {[row.status, endWords(row.interrupted)].filter((part) => part !== null).join(" ")}
      </span>
      <span role="gridcell" class="cause">
        <Cause row={row} grouped={grouped} />
      </span>
      <span role="gridcell" class="skew">
        {skewWords(row.skewSeconds)}
      </span>
      <span role="gridcell" class="took">
        {row.underWay ? <Elapsed since={row.time} /> : durationWords(row.totalMs)}
      </span>
    </div>
  );
}

function VerdictCell({ row: { verdict, underWay } }: { readonly row: ListRow }): JSX.Element {
  const [sign, word, name] = underWay
    ? ["◌", "under way", "under-way"]
    : [verdictWords[verdict].sign, verdict, verdict];
  return (
    <span role="gridcell" class={`verdict ${name}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}

/** Method, service and operation, and the place. */
export function What({ row }: { readonly row: ListRow }): JSX.Element {
  const { method, service, operation, authority, target, nested } = row;
  return (
    <>
      {nested && (
        <span class="nested" title="stood inside another message">
          ↳
        </span>
      )}
      <b class="method">{visibleText(method)}</b>
      {service !== null && <span class="service">{visibleText(service)}</span>}
      {operation !== null && <span class="operation">{visibleText(operation)}</span>}
      <span class="place">{visibleText(authority + target)}</span>
    </>
  );
}

function Cause({ row, grouped }: { readonly row: ListRow; readonly grouped: boolean }): JSX.Element {
  const { causes, certainty, incident, code, standing } = row;
  const repeats = incident !== null && incident.count > 1;
  return (
    <>
      {causes.length > 0 && (
        <span class="rule" title={certainty ?? ""}>
          {certainty === "proven" && <span class="proven">✓ </span>}
          {causes.map(visibleText).join(" + ")}
        </span>
      )}
      {causes.length === 0 && standing === "failed" && (
        <span class="code">{visibleText(code ?? "unexplained")}</span>
      )}
      {repeats && (
        <span class="repeats" title="how often this fault had come by then">
          {grouped ? `× ${countWords(incident.count)}` : `no. ${countWords(incident.count)}`}
        </span>
      )}
    </>
  );
}

function statusClass(status: number | null): string {
  if (status === null) return "status";
  return `status ${status >= 400 ? "bad" : status >= 300 ? "other" : "good"}`;
}
