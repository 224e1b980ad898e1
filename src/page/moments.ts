// The moments of one exchange in order: signed, seen here, the server's clock, answered.
import type { InspectedExchange } from "../inspector/inspector-api.ts";

/** A moment; `clock` is whose clock told it. */
export interface Moment {
  readonly name: string;
  readonly clock: "client" | "here" | "server";
  readonly epochMs: number;
}

/** The known moments, earliest first. */
export function momentsOf({
  examination,
  requestEpochMs,
  responseEpochMs,
}: InspectedExchange): readonly Moment[] {
  const { envelope, response } = examination;
  const moments: Moment[] = [];
  const add = (name: string, clock: Moment["clock"], epochMs: number | null): void => {
    // An Expires of a client can lie beyond the calendar of ECMAScript (21.4.1.1): that cannot be written.
    if (epochMs !== null && Math.abs(epochMs) <= 8.64e15) moments.push({ name, clock, epochMs });
  };
  const signed = amzEpochMs(envelope.amzDate);
  add("signed", "client", signed);
  if (signed !== null && envelope.expiresSeconds !== null && envelope.form === "presigned-url")
    add("expires", "client", signed + envelope.expiresSeconds * 1000);
  add("sent", "here", requestEpochMs);
  add("server's Date", "server", response?.serverDate == null ? null : Date.parse(response.serverDate));
  add("answered", "here", responseEpochMs);
  return moments.sort((a, b) => a.epochMs - b.epochMs);
}

/** `20260102T030405Z` as milliseconds since 1970; null for anything else. */
export function amzEpochMs(text: string | null): number | null {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? "") ?? [];
  if (y === undefined) return null;
  const epochMs = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return Number.isNaN(epochMs) ? null : epochMs;
}
