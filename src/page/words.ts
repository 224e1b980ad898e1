// Short words and figures as the page writes them.
import { visibleText } from "../report/visible-text.ts";
import type { Verdict } from "../sigv4/verify.ts";

/** A sign, a word and what it means, for each verdict: never told by colour alone. */
export const verdictWords: Readonly<Record<Verdict, { readonly sign: string; readonly means: string }>> = {
  valid: { sign: "✓", means: "The signature comes out of the bytes as sent." },
  mismatch: { sign: "≠", means: "A known secret does not give this signature." },
  malformed: { sign: "!", means: "The envelope breaks its grammar: nothing can be derived from it." },
  unverifiable: { sign: "?", means: "Well-formed, and no secret is known for this key." },
  unsigned: { sign: "–", means: "There is no AWS signature on this request." },
};

/** `12:03:04.567` of an ISO time; dashes for none. */
export function clockWords(time: string | null): string {
  return time === null ? "––:––:––" : visibleText(time.slice(11, 23));
}

/** A duration in milliseconds: `12 ms`, `1.4 s`, `3 min`. */
export function durationWords(milliseconds: number | null): string {
  if (milliseconds === null) return "";
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}

const ends: readonly (readonly [state: string, words: string])[] = [
  ["aborted-by-client", "client left"],
  ["truncated", "cut"],
  ["upstream-error", "no answer"],
  ["refused", "refused"],
  ["interrupted", "interrupted"],
  ["not kept", "not kept"],
];

/** How an exchange ended that did not end well, in a word or two; null for one that did. */
export function endWords(interrupted: string | null): string | null {
  if (interrupted === null) return null;
  return ends.find(([state]) => interrupted.startsWith(state))?.[1] ?? "cut";
}

/** How far a clock is off: `+5 min`, `−12 s`; empty where it agrees within a few seconds. */
export function skewWords(seconds: number | null, from = 3): string {
  if (seconds === null || Math.abs(seconds) < from) return "";
  const sign = seconds < 0 ? "−" : "+";
  const size = Math.abs(seconds);
  if (size < 120) return `${sign}${size} s`;
  if (size < 7200) return `${sign}${Math.round(size / 60)} min`;
  return size < 172_800 ? `${sign}${Math.round(size / 3600)} h` : `${sign}${Math.round(size / 86_400)} d`;
}

/** A count with thin spaces between thousands. */
export function countWords(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, "\u202f");
}

/** `1 request`, `12 requests`. */
export function plural(count: number, word: string): string {
  return `${countWords(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** Bytes for people: `512 B`, `12.4 KiB`. */
export function byteWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

/** Every byte of a text visible, in symbols that browsers have: · a blank, → a tab, ↵ a line feed; the rest as `\xNN`. */
export function everyByte(text: string): string {
  return text.replace(/[^\x21-\x7e]/gu, (one) => symbols[one] ?? hex(one));
}

const symbols: Readonly<Record<string, string>> = { " ": "·", "\t": "→", "\n": "↵", "\r": "␍" };

function hex(one: string): string {
  const code = one.codePointAt(0) ?? 0;
  const digits = code.toString(16).toUpperCase();
  return code <= 0xff ? `\\x${digits.padStart(2, "0")}` : `\\u{${digits}}`;
}
