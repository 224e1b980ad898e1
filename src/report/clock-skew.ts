// How far a client's clock is from the server's, from the two dates that an exchange shows.
import { isoTime } from "./examination-json.ts";

/** The client's clock less the server's, in whole seconds, from the date it signed; null where one is not known. */
export function clockSkewSeconds(amzDate: string | null, serverDate: string | null): number | null {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate ?? "") ?? [];
  if (y === undefined || serverDate === null) return null;
  const signed = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  const server = Date.parse(serverDate);
  if (isoTime(signed) === null || isoTime(server) === null) return null;
  return Number.isNaN(signed) || Number.isNaN(server) ? null : Math.round((signed - server) / 1000);
}
