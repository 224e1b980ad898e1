// The narrow columns beside each record: what lists and queries filter by, made from the record alone so that they can be checked.
import { isoTime } from "../report/examination-json.ts";
import type { RecordedExchange } from "./stored-record.ts";

/** Values for `exchanges`, in the order of its columns, without the sequence. */
export function exchangeColumns(
  exchange: RecordedExchange,
  within: string | null,
  operation: string | null,
): (string | number | null)[] {
  const { examination, request, response, connection } = exchange;
  const { endpoint = null, envelope = null, causes = [] } = examination ?? {};
  const answer = examination?.response ?? null;
  return [
    ...[exchange.id, within, exchange.state, exchange.receivedAt, connection?.client ?? null],
    ...[request.method, request.authority, request.target],
    ...[
      endpoint?.service ?? endpoint?.signingName ?? null,
      operation,
      envelope?.credentialScope?.region ?? endpoint?.region ?? null,
    ],
    ...[
      envelope?.accessKeyId ?? null,
      examination?.verdict ?? null,
      causes[0] ?? null,
      JSON.stringify(causes),
    ],
    ...[response?.status ?? null, answer?.code ?? null, answer?.requestId ?? null],
    ...[skewSeconds(envelope?.amzDate ?? null, answer?.serverDate ?? null), exchange.timings.totalMs],
    ...[request.bodyBytes, response?.bodyBytes ?? null],
  ];
}

/** The client's clock less the server's, in whole seconds, from the date it signed; null where one is not known. */
function skewSeconds(amzDate: string | null, serverDate: string | null): number | null {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate ?? "") ?? [];
  if (y === undefined || serverDate === null) return null;
  const signed = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  const server = Date.parse(serverDate);
  if (isoTime(signed) === null || isoTime(server) === null) return null;
  return Number.isNaN(signed) || Number.isNaN(server) ? null : Math.round((signed - server) / 1000);
}
