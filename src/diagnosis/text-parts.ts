// A canonical request read forgivingly: people cut, fold and redact what they paste, and every part that is left may tell something.
import type { CanonicalHeader } from "../sigv4/canonical-headers.ts";
import { parseCanonicalRequest } from "../sigv4/canonical-request-text.ts";

/** What is left of a canonical request (latin1 text); parts that are not there are null. */
export interface TextParts {
  readonly method: string | null;
  readonly path: string | null;
  readonly query: string | null;
  readonly headers: readonly CanonicalHeader[];
  readonly signedHeaders: readonly string[] | null;
  readonly payloadHash: string | null;
  /** False where something was cut out. */
  readonly whole: boolean;
}

/** Most lines and characters that are looked at. */
const mostLines = 512;
const mostCharacters = 256 * 1024;

/** Reads what there is. Total. */
export function textParts(text: string): TextParts {
  const whole = cutMark.test(text) ? null : parseCanonicalRequest(text);
  if (whole) {
    const { method, canonicalUri, canonicalQuery, headers, signedHeaders, payloadHash } = whole;
    const parts = { method, path: canonicalUri, query: canonicalQuery, headers, signedHeaders, payloadHash };
    return { ...parts, whole: true };
  }
  return partsOf(text.slice(0, mostCharacters).split("\n", mostLines).map(trimmed));
}

/** Where people cut: an ellipsis (UTF-8 as latin1), three dots on their own, a mark in brackets. */
const cutMark: RegExp = /\xe2\x80\xa6|^\s*(?:\.\.\.|\[\.\.\.\]|<snip>|\[snip\])\s*$/m;

const headerLine = /^([!#$%&*+\-.^_`|~0-9A-Za-z]{1,128}):(.*)$/;
const payloadLine = /^(?:[0-9a-fA-F]{64}|UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+)'?$/;
const listLine = /^[!#$%&*+\-.^_`|~0-9A-Za-z]+(?:;[!#$%&*+\-.^_`|~0-9A-Za-z]+)+$|^host$/;

function partsOf(lines: readonly string[]): TextParts {
  const pathAt = lines.findIndex((line) => line.startsWith("/"));
  const first = lines[pathAt < 0 ? 0 : pathAt - 1] ?? "";
  const query = pathAt < 0 ? undefined : lines[pathAt + 1];
  return {
    method: /^[A-Za-z]{3,10}$/.test(first) && first !== "host" ? first : null,
    path: lines[pathAt] ?? null,
    query: query !== undefined && queryLine(query) ? query : null,
    headers: lines.flatMap(headerOf),
    signedHeaders: lines.find((line) => listLine.test(line))?.split(";") ?? null,
    payloadHash: lines.find((line) => payloadLine.test(line))?.replace(/'$/, "") ?? null,
    whole: false,
  };
}

function headerOf(line: string): CanonicalHeader[] {
  const found = line.startsWith("/") ? null : headerLine.exec(line);
  return found?.[1] === undefined ? [] : [{ name: found[1], value: found[2] ?? "" }];
}

function queryLine(line: string): boolean {
  return line === "" || (/^[^:\s]+=/.test(line) && !cutMark.test(line));
}

function trimmed(line: string): string {
  return line.replace(/[\r ]+$/, "");
}
