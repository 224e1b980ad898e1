// Dates of the protocol: the one file of the core that touches Date, and only to read and write calendars.

const basicForm = /^\d{8}T\d{6}Z$/;
const extendedForm = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?Z$/;
const imfForm = /^[A-Za-z]{3}, (\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC|\+0000)$/;
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Whether a text has the basic form `YYYYMMDDTHHMMSSZ` (digits only; the day may not exist). */
export function hasBasicForm(text: string): boolean {
  return text.length === 16 && basicForm.test(text);
}

/** Milliseconds since 1970 of `YYYYMMDDTHHMMSSZ`, or null when the text is anything else or no such day exists. */
export function parseAmzDate(text: string): number | null {
  if (!hasBasicForm(text)) return null;
  return epochMs({
    year: digits(text, 0, 4),
    month: digits(text, 4, 6),
    day: digits(text, 6, 8),
    hour: digits(text, 9, 11),
    minute: digits(text, 11, 13),
    second: digits(text, 13, 15),
  });
}

/** Milliseconds since 1970 of any form AWS reads: basic ISO 8601, extended ISO 8601, or an HTTP date (RFC 9110, 5.6.7). */
export function parseHttpOrIsoDate(text: string): number | null {
  const basic = parseAmzDate(text);
  if (basic !== null) return basic;
  if (text === lastText) return lastEpochMs;
  lastEpochMs = extended(text) ?? imf(text);
  lastText = text;
  return lastEpochMs;
}

/** `YYYYMMDDTHHMMSSZ` in UTC of milliseconds since 1970. */
export function amzDate(atEpochMs: number): string {
  return isoDate(atEpochMs).replace(/[-:]/g, "");
}

/** `2015-08-30T12:36:00Z` of milliseconds since 1970, for people and JSON. Times outside the years 0 to 9999 are cut to them. */
export function isoDate(atEpochMs: number): string {
  const at = Number.isNaN(atEpochMs) ? 0 : Math.min(Math.max(atEpochMs, firstEpochMs), lastYearEpochMs);
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

const firstEpochMs = -62_167_219_200_000;
const lastYearEpochMs = 253_402_300_799_000;

// The answers of one second carry the same Date header: the last one read is kept.
let lastText = "";
let lastEpochMs: number | null = null;

interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

function extended(text: string): number | null {
  const found = extendedForm.exec(text);
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  return epochMs({ year, month, day, hour, minute, second });
}

function imf(text: string): number | null {
  const found = imfForm.exec(text);
  if (!found) return null;
  const [day = 0, , year = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  const month = months.indexOf((found[2] ?? "").toLowerCase()) + 1;
  return epochMs({ year, month, day, hour, minute, second });
}

function epochMs({ year, month, day, hour, minute, second }: Calendar): number | null {
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59 || year < 100) return null;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** The number that decimal digits at a place stand for. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) value = value * 10 + text.charCodeAt(index) - 48;
  return value;
}
