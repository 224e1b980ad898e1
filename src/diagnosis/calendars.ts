// Dates in other calendars and other digits: what a program writes when it formats a date by the locale of its machine.
import { amzDate, isoDate } from "../sigv4/amz-date.ts";
import { utf8Bytes, utf8Text } from "./text-encodings.ts";

/** A day as another calendar or other digits write it. */
export interface LocalDay {
  /** Finishes "… of the": `Buddhist calendar`, `Arabic digits`. */
  readonly words: string;
  /** In place of `YYYYMMDD`; latin1 text. */
  readonly day: string;
}

/** Years that are counted from elsewhere, with the months and days left as they are: the offset from the Gregorian year. */
const yearOffsets: readonly (readonly [words: string, offset: number])[] = [
  ["Buddhist calendar", 543],
  ["Persian calendar", -621],
  ["Persian calendar", -622],
  ["Islamic calendar", -579],
  ["Islamic calendar", -578],
  ["Islamic calendar", -580],
  ["Japanese calendar", -2018],
  ["Minguo calendar", -1911],
  ["Hebrew calendar", 3760],
  ["Hebrew calendar", 3761],
];

/** Calendars whose months differ too, by their names in Unicode's locale data (BCP 47, key "ca"). */
const wholeCalendars: readonly (readonly [words: string, name: string])[] = [
  ["Persian calendar", "persian"],
  ["Islamic calendar", "islamic-umalqura"],
  ["Islamic calendar", "islamic-civil"],
  ["Islamic calendar", "islamic-tbla"],
  ["Hebrew calendar", "hebrew"],
  ["Coptic calendar", "coptic"],
];

/** Decimal digits of other scripts: the code point of their zero. */
const zeros: readonly (readonly [words: string, zero: number])[] = [
  ["Arabic digits", 0x660],
  ["Persian digits", 0x6f0],
  ["Thai digits", 0xe50],
  ["Devanagari digits", 0x966],
  ["Bengali digits", 0x9e6],
  ["Myanmar digits", 0x1040],
  ["Khmer digits", 0x17e0],
  ["Lao digits", 0xed0],
  ["Nepali digits", 0x966],
  ["Gujarati digits", 0xae6],
  ["Tamil digits", 0xbe6],
  ["Telugu digits", 0xc66],
  ["Kannada digits", 0xce6],
  ["Malayalam digits", 0xd66],
  ["Tibetan digits", 0xf20],
  ["full-width digits", 0xff10],
];

/** The day of a time in milliseconds since 1970 as machines with other locales write it, the frequent ones first. */
export function localDays(atEpochMs: number): readonly LocalDay[] {
  const day = amzDate(atEpochMs).slice(0, 8);
  const known = daysMet.get(day) ?? writtenElsewhere(day, atEpochMs);
  if (daysMet.size >= 64) daysMet.clear();
  daysMet.set(day, known);
  return known;
}

/** Days already written in all calendars: requests come from few days, and the locale data is slow. */
const daysMet = new Map<string, readonly LocalDay[]>();

function writtenElsewhere(day: string, atEpochMs: number): readonly LocalDay[] {
  const shifted = yearOffsets.map(([words, offset]) => ({ words, day: inYear(day, offset) }));
  const whole = wholeCalendars.flatMap(([words, name]) => {
    const text = wholeDay(atEpochMs, name);
    return text === null ? [] : [{ words, day: text }];
  });
  const written = (days: readonly LocalDay[]): LocalDay[] =>
    zeros.flatMap(([words, zero]) => days.map((one) => ({ words, day: inDigits(one.day, zero) })));
  const gregorian = [{ words: "", day }];
  const all = [
    ...shifted.slice(0, 2),
    ...written(gregorian).slice(0, 3),
    ...whole,
    ...shifted,
    ...written(gregorian),
  ];
  const local = [...written(whole.slice(0, 2)).slice(0, 4), ...written(shifted.slice(0, 1)).slice(2, 3)];
  return [...all, ...local].filter(
    (one, index, list) => list.findIndex((other) => other.day === one.day) === index,
  );
}

/** Gregorian days that a day of another calendar may stand for, of the same month and day. */
export function gregorianDays(day: string): string[] {
  return [...new Set(yearOffsets.map(([, offset]) => inYear(day, -offset)))].filter((text) =>
    /^(?:19|20)\d{6}$/.test(text),
  );
}

/** A text with the decimal digits of any script written in ASCII, and the words for the script; null where all are ASCII. Latin1 text of UTF-8 bytes in. */
export function asciiDigits(sent: string): { readonly text: string; readonly words: string } | null {
  if (!/[^ -~]/.test(sent)) return null;
  const spelled = utf8Text(sent);
  const first = spelled === null ? null : /(?![0-9])\p{Nd}/u.exec(spelled);
  if (spelled === null || !first) return null;
  let words = "digits of another script";
  const text = spelled.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const script = zeros.find(([, zero]) => code >= zero && code < zero + 10);
    if (script) [words] = script;
    return script ? String(code - script[1]) : digit;
  });
  return { text, words };
}

/** The calendar whose year a date's first four digits name, or null for a Gregorian year. `nowEpochMs` is the judge's clock, or null. */
export function otherCalendar(date: string, nowEpochMs: number | null): string | null {
  const year = /^\d{4}/.test(date) ? Number(date.slice(0, 4)) : null;
  if (year === null) return null;
  if (year > 1911 && year < 2400) return null;
  const now = nowEpochMs === null ? null : Number(isoDate(nowEpochMs).slice(0, 4));
  const present = now ?? 2030;
  const reach = now === null ? 60 : 1;
  const near = yearOffsets.filter(([, offset]) => Math.abs(year - offset - present) <= reach);
  const [closest] = [...near].sort(
    ([, a], [, b]) => Math.abs(year - a - present) - Math.abs(year - b - present),
  );
  return closest?.[0] ?? null;
}

function inYear(day: string, offset: number): string {
  return `${String(Number(day.slice(0, 4)) + offset).padStart(4, "0")}${day.slice(4)}`;
}

function inDigits(day: string, zero: number): string {
  return utf8Bytes(day.replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit))));
}

function wholeDay(atEpochMs: number, name: string): string | null {
  const format = new Intl.DateTimeFormat(`en-u-ca-${name}-nu-latn`, {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    timeZone: "UTC",
  });
  const parts = new Map(format.formatToParts(atEpochMs).map(({ type, value }) => [type, value]));
  const [year = "", month = "", day = ""] = ["year", "month", "day"].map(
    (part) => parts.get(part as "year") ?? "",
  );
  if (!/^\d+$/.test(year) || !/^\d+$/.test(day)) return null;
  const monthNumber = /^\d+$/.test(month) ? month : "";
  return monthNumber === ""
    ? null
    : `${year.padStart(4, "0")}${monthNumber.padStart(2, "0")}${day.padStart(2, "0")}`;
}
