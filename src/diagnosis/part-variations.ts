// Building blocks for suppositions that change one part of the canonical request other than a header.
import type { EnvelopeContext, Supposition } from "./rule.ts";
import { shownQuery } from "./shown-values.ts";
import { isOtherToken } from "./token-variations.ts";

/** Supposes that another path was signed. */
export function pathSupposition(context: EnvelopeContext, canonicalUri: string, detail: string): Supposition {
  return {
    changes: [{ part: "path", from: context.input.canonicalUri, to: canonicalUri }],
    request: { canonicalUri },
    detail,
  };
}

/** Supposes that another query was signed. */
export function querySupposition(
  context: EnvelopeContext,
  canonicalQuery: string,
  detail: string,
): Supposition {
  return {
    changes: [
      { part: "query", from: shownQuery(context.input.canonicalQuery), to: shownQuery(canonicalQuery) },
    ],
    request: { canonicalQuery },
    detail,
  };
}

/** Supposes that another method was signed. */
export function methodSupposition(context: EnvelopeContext, method: string, detail: string): Supposition {
  return {
    changes: [{ part: "method", from: context.input.method, to: method }],
    request: { method },
    detail,
  };
}

/** Supposes that another payload line was signed. */
export function payloadSupposition(
  context: EnvelopeContext,
  payloadHash: string,
  detail: string,
): Supposition {
  return {
    changes: [{ part: "payload hash", from: context.input.payloadHash, to: payloadHash }],
    request: { payloadHash },
    detail,
  };
}

/** Supposes path and query changed by one and the same habit; a part that stays the same is left out. Null when both stay. */
export function pathAndQuerySupposition(
  context: EnvelopeContext,
  parts: { readonly canonicalUri: string; readonly canonicalQuery: string },
  detail: string,
): Supposition | null {
  const { canonicalUri, canonicalQuery } = parts;
  const path =
    canonicalUri === context.input.canonicalUri ? null : pathSupposition(context, canonicalUri, detail);
  const query =
    canonicalQuery === context.input.canonicalQuery
      ? null
      : querySupposition(context, canonicalQuery, detail);
  if (!path || !query) return path ?? query;
  return {
    changes: [...path.changes, ...query.changes],
    request: { ...path.request, ...query.request },
    detail,
  };
}

/** Each distinct supposition about the path; the path as received is left out. */
export function* pathSuppositions(
  context: EnvelopeContext,
  paths: Iterable<string>,
  detail: (path: string) => string,
): Generator<Supposition> {
  const seen = new Set([context.input.canonicalUri]);
  for (const path of paths) {
    if (seen.has(path)) continue;
    seen.add(path);
    yield pathSupposition(context, path, detail(path));
  }
}

/** Each distinct supposition about the query; the query as received is left out. The detail is given both as they may be shown. */
export function* querySuppositions(
  context: EnvelopeContext,
  queries: Iterable<string>,
  detail: (signed: string, received: string) => string,
): Generator<Supposition> {
  const seen = new Set([context.input.canonicalQuery]);
  const received = shownQuery(context.input.canonicalQuery);
  for (const query of queries) {
    // Another form of the session token alone is a class of its own.
    if (seen.has(query) || isOtherToken(query, context.input.canonicalQuery)) continue;
    seen.add(query);
    yield querySupposition(context, query, detail(shownQuery(query), received));
  }
}

/** Every subset of up to `limit` items, larger subsets first, without the empty one. */
export function* subsets<T>(items: readonly T[], limit: number): Generator<readonly T[]> {
  const held = items.slice(0, limit);
  const masks = Array.from({ length: 2 ** held.length - 1 }, (_, index) => index + 1);
  const size = (mask: number): number => mask.toString(2).replaceAll("0", "").length;
  for (const mask of masks.sort((a, b) => size(b) - size(a)))
    yield held.filter((_, index) => (mask >> index) % 2 === 1);
}

/** The canonical query with a form applied: to the caller's parameters, to the presigner's own, to all. Each text once. */
export function queryForms(context: EnvelopeContext, form: (text: string) => string): readonly string[] {
  const { canonicalQuery } = context.input;
  if (context.envelope.form !== "presigned-url") return [form(canonicalQuery)];
  const pieces = canonicalQuery.split("&");
  const inSome = (chosen: (piece: string) => boolean): string =>
    pieces.map((piece) => (chosen(piece) ? form(piece) : piece)).join("&");
  const all = inSome(() => true);
  return [
    ...new Set([
      inSome((piece) => !piece.startsWith("X-Amz-")),
      all,
      inSome((piece) => piece.startsWith("X-Amz-")),
    ]),
  ];
}

/** Supposes that a form of the text was signed in the path alone, in the query alone, or in both. */
export function* pathAndQuerySuppositions(
  context: EnvelopeContext,
  form: (text: string) => string,
  detail: string,
): Generator<Supposition> {
  const { canonicalUri, canonicalQuery } = context.input;
  const path = form(canonicalUri);
  const queries = queryForms(context, form);
  for (const parts of [
    { canonicalUri: path, canonicalQuery },
    ...queries.map((query) => ({ canonicalUri, canonicalQuery: query })),
    ...queries.map((query) => ({ canonicalUri: path, canonicalQuery: query })),
  ]) {
    const supposition = pathAndQuerySupposition(context, parts, detail);
    if (supposition) yield supposition;
  }
}
