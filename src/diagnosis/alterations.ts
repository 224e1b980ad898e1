// Building blocks for `alter`: what a server may have read where something else left here.
import { pathSuppositions, querySuppositions } from "./part-variations.ts";
import type { EnvelopeContext, Supposition } from "./rule.ts";
import { shownHeaderValue } from "./shown-values.ts";
import { headerSupposition, signedValue, withoutHeader } from "./variations.ts";

/** Each value the server may have read for a signed header, then the header read as empty, and as no line at all. */
export function* alteredHeader(
  context: EnvelopeContext,
  lowerName: string,
  values: Iterable<string>,
): Generator<Supposition> {
  yield* alteredValues(context, lowerName, values);
  yield* droppedHeader(context, lowerName);
}

/** Each value the server may have read for a signed header. */
export function* alteredValues(
  context: EnvelopeContext,
  lowerName: string,
  values: Iterable<string>,
): Generator<Supposition> {
  const own = signedValue(context, lowerName);
  if (own === null) return;
  const seen = new Set([own]);
  for (const value of values) {
    if (seen.has(value)) continue;
    seen.add(value);
    yield headerSupposition(
      context,
      lowerName,
      value,
      words(`header ${lowerName}`, shown(own), shown(value)),
    );
  }
  function shown(value: string): string {
    return shownHeaderValue(lowerName, value);
  }
}

/** A signed header that did not reach the server: AWS reads it as empty, others have no line for it. */
export function* droppedHeader(context: EnvelopeContext, lowerName: string): Generator<Supposition> {
  const own = signedValue(context, lowerName);
  if (own === null) return;
  const left = shownHeaderValue(lowerName, own);
  if (own !== "")
    yield headerSupposition(context, lowerName, "", words(`header ${lowerName}`, left, "nothing"));
  const detail = `The header ${lowerName} left here as "${left}", and the server has no such line.`;
  yield withoutHeader(context, lowerName, true, detail);
}

/** Each path the server may have read. */
export function alteredPaths(context: EnvelopeContext, paths: Iterable<string>): Generator<Supposition> {
  const own = context.input.canonicalUri;
  return pathSuppositions(context, paths, (path) => words("path", own, path));
}

/** Each query the server may have read. */
export function alteredQueries(context: EnvelopeContext, queries: Iterable<string>): Generator<Supposition> {
  return querySuppositions(context, queries, (query, own) => words("query", own, query));
}

function words(part: string, left: string, read: string): string {
  return `The ${part} left here as "${left}"; the server read "${read}".`;
}
