// The narrow columns beside each record: what lists and queries filter by, made from the record alone so that they can be checked.
import { clockSkewSeconds } from "../report/clock-skew.ts";
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
    ...[clockSkewSeconds(envelope?.amzDate ?? null, answer?.serverDate ?? null), exchange.timings.totalMs],
    ...[request.bodyBytes, response?.bodyBytes ?? null],
  ];
}
