// Dates of the protocol: the one file of the core that touches Date, and only to read and write calendars.

const basicForm = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const extendedForm = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?Z$/;
const imfForm = /^[A-Za-z]{3}, (\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC|\+0000)$/;
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Whether a text has the basic form `YYYYMMDDTHHMMSSZ` (digits only; the day may not exist). */
export function hasBasicForm(text: string): boolean {
  return basicForm.test(text);
}

/** Milliseconds since 1970 of `YYYYMMDDTHHMMSSZ`, or null when the text is anything else or no such day exists. */
export function parseAmzDate(text: string): number | null {
  const found = basicForm.exec(text);
  return found ? epochMs(found.slice(1)) : null;
}

/** Milliseconds since 1970 of any form AWS reads: basic ISO 8601, extended ISO 8601, or an HTTP date (RFC 9110, 5.6.7). */
export function parseHttpOrIsoDate(text: string): number | null {
  const iso = basicForm.exec(text) ?? extendedForm.exec(text);
  if (iso) return epochMs(iso.slice(1));
  const imf = imfForm.exec(text);
  if (!imf) return null;
  const month = months.indexOf((imf[2] ?? "").toLowerCase()) + 1;
  if (month === 0) return null;
  return epochMs([imf[3] ?? "", String(month), imf[1] ?? "", imf[4] ?? "", imf[5] ?? "", imf[6] ?? ""]);
}

/** `YYYYMMDDTHHMMSSZ` in UTC of milliseconds since 1970. */
export function amzDate(atEpochMs: number): string {
  return `${new Date(atEpochMs).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** `2015-08-30T12:36:00Z` of milliseconds since 1970, for people and JSON. */
export function isoDate(atEpochMs: number): string {
  return `${new Date(atEpochMs).toISOString().slice(0, 19)}Z`;
}

/** `Fri, 02 Jan 2026 03:04:05 GMT` (RFC 9110, 5.6.7) of milliseconds since 1970. */
export function httpDate(atEpochMs: number): string {
  return new Date(atEpochMs).toUTCString();
}

function epochMs(parts: readonly string[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(at);
  const same =
    back.getUTCFullYear() === year &&
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute &&
    back.getUTCSeconds() === second;
  return same ? at : null;
}
