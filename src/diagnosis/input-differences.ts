// Two canonical requests part by part: what differs, each difference with a name that two comparisons can be matched by.
import type { CanonicalHeader } from "../sigv4/canonical-headers.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import type { Change } from "./rule.ts";
import { shownHeaderValue, shownQuery } from "./shown-values.ts";

/** One differing part: its name, and the raw text of both sides (`null`: not there). Raw texts may hold a session token: never show them. */
export interface InputDifference {
  readonly part: string;
  /** The lower-case name where the part is a header. */
  readonly header: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** Every part in which two canonical requests differ; empty when they are the same text. */
export function inputDifferences(from: CanonicalInput, to: CanonicalInput): InputDifference[] {
  const plain = [
    simple("method", from.method, to.method),
    simple("path", from.canonicalUri, to.canonicalUri),
    simple("query", from.canonicalQuery, to.canonicalQuery),
    simple("payload hash", from.payloadHash, to.payloadHash),
  ];
  const headers = headerDifferences(from.headers, to.headers);
  const listed = simple("signed headers", from.signedHeaders.join(";"), to.signedHeaders.join(";"));
  return [...plain, ...headers, order(from, to, headers), listed].filter((one) => one !== null);
}

/** A difference as it may be shown. */
export function shownDifference({ part, header, from, to }: InputDifference): Change {
  const shown = (text: string | null): string => {
    if (text === null) return "not there";
    if (header !== null) return shownHeaderValue(header, text);
    return part === "query" ? shownQuery(text) : text;
  };
  return { part, from: shown(from), to: shown(to) };
}

function simple(part: string, from: string, to: string): InputDifference | null {
  return from === to ? null : { part, header: null, from, to };
}

function headerDifferences(
  from: readonly CanonicalHeader[],
  to: readonly CanonicalHeader[],
): InputDifference[] {
  const names = new Set([...from, ...to].map(({ name }) => name));
  const found: InputDifference[] = [];
  for (const name of names) {
    const [one, two] = [linesOf(from, name), linesOf(to, name)];
    if (one !== two) found.push({ part: `header ${name}`, header: name, from: one, to: two });
  }
  return found;
}

/** Lines of one name are compared together. */
function linesOf(headers: readonly CanonicalHeader[], name: string): string | null {
  const lines = headers.filter((header) => header.name === name);
  return lines.length === 0 ? null : lines.map(({ value }) => value).join("\n");
}

function order(
  from: CanonicalInput,
  to: CanonicalInput,
  headers: readonly InputDifference[],
): InputDifference | null {
  if (headers.length > 0) return null;
  const names = (input: CanonicalInput): string => input.headers.map(({ name }) => name).join(";");
  return simple("order of the headers", names(from), names(to));
}
