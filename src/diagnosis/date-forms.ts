// The forms in which a date is written by mistake: what may stand in a string to sign in place of the basic form.
import { amzDate, isoDate } from "../sigv4/amz-date.ts";

/** Other spellings of a time in milliseconds since 1970, the one that was sent first. */
export function timeForms(at: number, sent: string): string[] {
  const iso = isoDate(at);
  const basic = amzDate(at);
  const http = httpDate(at);
  return [
    sent,
    iso,
    iso.replace("Z", ".000Z"),
    basic.replace("Z", ".000Z"),
    http,
    http.replace("GMT", "UTC"),
    basic.slice(0, -1),
    `${iso.slice(0, -1)}+00:00`,
    `${basic.slice(0, -1)}+0000`,
    basic.slice(0, 8),
    iso.slice(0, -1),
    iso.replace("T", " ").slice(0, -1),
    String(at / 1000),
    basic.replace("Z", "UTC"),
    basic.replace("Z", " UTC"),
    basic.replace("T", " "),
    basic.replace(/[TZ]/g, ""),
    basic.replace("Z", "000Z"),
    basic.toLowerCase(),
    `${iso.slice(0, -1)}UTC`,
    `${iso.slice(0, -1)}.000000Z`,
    `${basic.slice(0, -1)}+00:00`,
    `${iso.slice(0, 16)}Z`,
    http.replace("GMT", "+0000"),
    String(at),
  ];
}

/** Other spellings of the day in a scope. */
export function scopeDateForms(at: number): string[] {
  const iso = isoDate(at);
  const [year = "", month = "", day = ""] = iso.slice(0, 10).split("-");
  return [
    iso.slice(0, 10),
    amzDate(at),
    iso,
    year.slice(2) + month + day,
    day + month + year,
    month + day + year,
    `${year}/${month}/${day}`,
    year + String(Number(month)) + String(Number(day)),
    String(Math.floor(at / 1000)),
  ];
}

/** The time with each possible part of a second, in the extended and the basic form. */
export function* millisecondForms(at: number): Generator<string> {
  const iso = isoDate(at).slice(0, -1);
  const basic = amzDate(at).slice(0, -1);
  for (let count = 1; count < 1000; count += 1) {
    const part = String(count).padStart(3, "0");
    yield* [`${iso}.${part}Z`, `${basic}${part}Z`, `${basic}.${part}Z`, `${iso}.${part}+00:00`];
  }
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Fri, 02 Jan 2026 03:04:05 GMT` (RFC 9110, 5.6.7). */
function httpDate(at: number): string {
  const iso = isoDate(at);
  const weekday = weekdays[(((Math.floor(at / 86_400_000) + 4) % 7) + 7) % 7];
  const month = months[Number(iso.slice(5, 7)) - 1];
  return `${weekday}, ${iso.slice(8, 10)} ${month} ${iso.slice(0, 4)} ${iso.slice(11, 19)} GMT`;
}
