// Texts of options into values: each parser gives the value or says in words what it wants instead.
import { availableParallelism } from "node:os";
import { parseSigningKey } from "../credentials/signing-key-option.ts";
import type { KeepBodies } from "../evidence/stored-record.ts";
import { keepBodiesValues } from "../evidence/stored-record.ts";
import { parseAmzDate } from "../sigv4/amz-date.ts";
import type { KnownSigningKey } from "../sigv4/known-credentials.ts";
import { isHttpUrl } from "./otlp-target.ts";
import type { FailOn, ResignChoice } from "./settings.ts";
import { failOnValues, resignChoices } from "./settings.ts";

/** A value that was read, or what was wrong with the text: the end of a sentence, without the text where it may be secret. */
export type Parsed<T> = { readonly value: T } | { readonly wrong: string };

/** A TCP port; 0 takes a free one. */
export function portValue(text: string): Parsed<number> {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535
    ? { value: port }
    : { wrong: `${shown(text)} is no port number from 0 to 65535` };
}

/** A number of connections from 1 to 10000: each costs a file descriptor, an opened tunnel two. */
export function connectionsValue(text: string): Parsed<number> {
  const count = Number(text);
  return /^[1-9]\d{0,4}$/.test(text) && count <= 10_000
    ? { value: count }
    : { wrong: `${shown(text)} is no number from 1 to 10000` };
}

const mostWorkers = 64;

/** A number of processes from 1 to 64, or `auto`: as many as this process has cores. */
export function workersValue(text: string): Parsed<number> {
  if (text === "auto") return { value: Math.min(availableParallelism(), mostWorkers) };
  return /^[1-9]\d?$/.test(text) && Number(text) <= mostWorkers
    ? { value: Number(text) }
    : { wrong: `${shown(text)} is neither a number from 1 to ${mostWorkers} nor auto` };
}

/** A count from 1 to 999999. */
export function countValue(text: string): Parsed<number> {
  return /^[1-9]\d{0,5}$/.test(text)
    ? { value: Number(text) }
    : { wrong: `${shown(text)} is no number from 1 to 999999` };
}

/** A whole number from 0 to 999999. */
export function countOrZero(text: string): Parsed<number> {
  return text === "0" ? { value: 0 } : countValue(text);
}

/** What evidence keeps of bodies. */
export function keepBodiesValue(text: string): Parsed<KeepBodies> {
  const known = keepBodiesValues.find((value) => value === text);
  return known ? { value: known } : { wrong: `${shown(text)} is none of ${keepBodiesValues.join(", ")}` };
}

/** A TCP port or `off`. */
export function portOrOff(text: string): Parsed<number | "off"> {
  if (text === "off") return { value: "off" };
  const port = portValue(text);
  return "wrong" in port
    ? { wrong: `${shown(text)} is neither a port number from 0 to 65535 nor off` }
    : port;
}

/** An address or host name to listen on. */
export function hostValue(text: string): Parsed<string> {
  return /^[A-Za-z0-9._:[\]-]{1,253}$/.test(text)
    ? { value: text }
    : { wrong: `${shown(text)} is no address or host name` };
}

/** Any text but an empty one: a path, a pattern. */
export function textValue(text: string): Parsed<string> {
  if (text === "") return { wrong: "it is empty" };
  return text.includes("\0") ? { wrong: "it holds a NUL byte" } : { value: text };
}

/** `HOST`, `HOST:PORT`, `*.SUFFIX`, `[IPv6]:PORT`. */
export function patternValue(text: string): Parsed<string> {
  const wanted = "is no host pattern; write localhost:4566, *.internal, 127.0.0.1:9000 or [::1]:9000";
  if (
    !/^(?:(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(text)
  ) {
    return { wrong: `${shown(text)} ${wanted}` };
  }
  return { value: text.toLowerCase() };
}

/** An http://, https:// or socks5:// proxy. The text may hold a password, so it is never repeated. */
export function proxyUrlValue(text: string): Parsed<string> {
  const wrong =
    "it is no proxy URL; write http://HOST:PORT, https://USER:PASSWORD@HOST:PORT or socks5://HOST:PORT";
  if (!URL.canParse(text)) return { wrong };
  const url = new URL(text);
  const plain = (url.pathname === "/" || url.pathname === "") && url.search === "" && url.hash === "";
  return plain && /^(?:https?|socks5h?):$/.test(url.protocol) && url.hostname !== ""
    ? { value: text }
    : { wrong };
}

/** An http:// or https:// address, or `off`. The text may hold a login, so it is never repeated. */
export function otlpValue(text: string): Parsed<string> {
  return text === "off" || isHttpUrl(text)
    ? { value: text }
    : { wrong: "it is no address of a collector; write http://HOST:4318" };
}

/** A derived signing key. The text holds a secret, so it is never repeated. */
export function signingKeyValue(text: string): Parsed<KnownSigningKey> {
  const key = parseSigningKey(text);
  return "reason" in key
    ? { wrong: `it must be AKID:YYYYMMDD:region:service:HEX, but ${key.reason}` }
    : { value: key };
}

/** A member of the gate. */
export function failOnValue(text: string): Parsed<FailOn> {
  const found = failOnValues.find((value) => value === text);
  return found === undefined
    ? { wrong: `${shown(text)} is none of ${failOnValues.join(", ")}` }
    : { value: found };
}

/** ISO 8601 (`2026-01-02T03:04:05Z`, with an offset, or a date alone) or `YYYYMMDDTHHMMSSZ`, as milliseconds since 1970. */
export function timeValue(text: string): Parsed<number> {
  const value = isoTime.test(text) ? Date.parse(text) : (parseAmzDate(text) ?? Number.NaN);
  return Number.isNaN(value)
    ? { wrong: `${shown(text)} is no time; write 2026-01-02T03:04:05Z or 20260102T030405Z` }
    : { value };
}

const isoTime = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2}))?$/;

/** `http` or `https`. */
export function schemeValue(text: string): Parsed<"http" | "https"> {
  return text === "http" || text === "https"
    ? { value: text }
    : { wrong: `${shown(text)} is neither http nor https` };
}

/** `true` and `false` in the spellings that environments use. */
export function switchValue(text: string): Parsed<boolean> {
  if (/^(?:1|true|yes|on)$/i.test(text)) return { value: true };
  if (/^(?:0|false|no|off|)$/i.test(text)) return { value: false };
  return { wrong: `${shown(text)} is neither true nor false` };
}

/** Which requests are signed again. */
export function resignValue(text: string): Parsed<ResignChoice> {
  const mode = resignChoices.find((each) => each === text);
  return mode === undefined ? { wrong: `${shown(text)} is not off, mismatch or all` } : { value: mode };
}

function shown(text: string): string {
  const visible = text.replace(/[^\x20-\x7e]/g, "?");
  return JSON.stringify(visible.length > 60 ? `${visible.slice(0, 60)}…` : visible);
}
