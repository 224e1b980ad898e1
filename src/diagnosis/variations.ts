// Building blocks for suppositions: one canonical header changed, removed or added.
import type { CanonicalHeader } from "../sigv4/canonical-headers.ts";
import { byCodeUnit } from "../sigv4/canonical-query.ts";
import type { EnvelopeContext, Supposition } from "./rule.ts";
import { shownHeaderValue } from "./shown-values.ts";

/** The canonical value of a signed header, or null when it is not signed. */
export function signedValue(context: EnvelopeContext, lowerName: string): string | null {
  return context.input.headers.find(({ name }) => name === lowerName)?.value ?? null;
}

/** Supposes that one signed header had another value when it was signed. */
export function headerSupposition(
  context: EnvelopeContext,
  lowerName: string,
  value: string,
  detail: string,
): Supposition {
  const from = shownHeaderValue(lowerName, signedValue(context, lowerName) ?? "");
  const to = shownHeaderValue(lowerName, value);
  const headers = context.input.headers.map((header) =>
    header.name === lowerName ? { name: header.name, value } : header,
  );
  return { changes: [{ part: `header ${lowerName}`, from, to }], request: { headers }, detail };
}

/** Supposes that a header was in the canonical headers and SignedHeaders though the envelope does not list it, or the reverse. */
export function withoutHeader(
  context: EnvelopeContext,
  lowerName: string,
  keepInList: boolean,
  detail: string,
): Supposition {
  const headers = context.input.headers.filter(({ name }) => name !== lowerName);
  const signedHeaders = keepInList
    ? context.input.signedHeaders
    : context.input.signedHeaders.filter((name) => name.toLowerCase() !== lowerName);
  const from = shownHeaderValue(lowerName, signedValue(context, lowerName) ?? "");
  return {
    changes: [{ part: `header ${lowerName}`, from, to: "not in the canonical headers" }],
    request: { headers, signedHeaders },
    detail,
  };
}

/** As `withoutHeader`, for several headers at once. */
export function withoutHeaders(
  context: EnvelopeContext,
  lowerNames: readonly string[],
  keepInList: boolean,
  detail: string,
): Supposition {
  let merged: Supposition = { changes: [], detail };
  let input = context.input;
  for (const name of lowerNames) {
    const one = withoutHeader({ ...context, input }, name, keepInList, detail);
    input = { ...input, ...one.request };
    merged = { ...merged, changes: [...merged.changes, ...one.changes] };
  }
  const { headers, signedHeaders } = input;
  return { ...merged, request: { headers, signedHeaders } };
}

/** Supposes that a header the envelope does not list was signed all the same. */
export function withSignedHeader(
  context: EnvelopeContext,
  header: CanonicalHeader,
  detail: string,
): Supposition {
  const headers = [...context.input.headers, header].sort((a, b) => byCodeUnit(a.name, b.name));
  const signedHeaders = [...context.input.signedHeaders, header.name].sort(byCodeUnit);
  return {
    changes: [
      { part: `header ${header.name}`, from: "not signed", to: shownHeaderValue(header.name, header.value) },
    ],
    request: { headers, signedHeaders },
    detail,
  };
}
