// What the list of signed headers and the header block of somebody's text tell, whoever's it is.
import type { Observation, TextsContext } from "./rule.ts";
import { emptyHeader } from "./text-signs.ts";
import { shownFact, suspicion, textsView } from "./texts-view.ts";

/** The list lacks `host`. */
export function hostUnlisted(context: TextsContext): Observation[] {
  const { signedHeaders } = textsView(context);
  if (signedHeaders === null || signedHeaders.some((name) => name.toLowerCase() === "host")) return [];
  return [shownFact(`The signed headers are ${signedHeaders.join(";")}: host is not among them.`)];
}

/** The list names a header twice. */
export function listedTwice(context: TextsContext): Observation[] {
  const names = textsView(context).signedHeaders?.map((name) => name.toLowerCase()) ?? [];
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  if (twice.length === 0) return [];
  return [shownFact(`The signed headers name ${twice[0]} more than once.`, { names: twice })];
}

/** The list names the Authorization header itself. */
export function listsAuthorization(context: TextsContext): Observation[] {
  const listed = textsView(context).signedHeaders?.some((name) => name.toLowerCase() === "authorization");
  return listed ? [shownFact("The Authorization header is among the signed headers.")] : [];
}

/** The list has capital letters. */
export function listedInCapitals(context: TextsContext): Observation[] {
  const { signedHeaders, headers } = textsView(context);
  const names = signedHeaders ?? headers.map(({ name }) => name);
  const capital = names.filter((name) => /[A-Z]/.test(name));
  if (capital.length === 0) return [];
  return [
    shownFact(`The signed headers are written with capital letters: ${capital.join(";")}.`, {
      names: capital,
    }),
  ];
}

/** The list or the block is not in the order of its lower-case names. */
export function listedUnsorted(context: TextsContext): Observation[] {
  const { signedHeaders, headers } = textsView(context);
  const names = (signedHeaders ?? headers.map(({ name }) => name)).map((name) => name.toLowerCase());
  const sorted = [...names].sort();
  if (names.length < 2 || names.every((name, at) => name === sorted[at])) return [];
  return [shownFact(`The signed headers are not in order: ${names.join(";")}.`, { names })];
}

/** Headers that other rules answer for when they are gone or empty. */
const owned: RegExp =
  /^(?:host|accept-encoding|content-type|content-length|range|connection|te|upgrade|keep-alive|transfer-encoding|proxy-.*|user-agent|expect|x-forwarded-.*|forwarded|via|x-real-ip|x-amzn-trace-id|traceparent|tracestate|x-b3-.*|x-cloud-trace-context|x-amz-security-token|x-amz-content-sha256|x-amz-date|authorization)$/;

/** Signed headers of no rule of their own that the server did not find. `presigned`: only those of a presigned URL, or only others. */
export function headersGone(context: TextsContext, presigned: boolean): Observation[] {
  const view = textsView(context);
  if (view.presigned !== presigned || view.side !== "server") return [];
  for (const { name, value } of view.headers) {
    const gone = owned.test(name) || /_/.test(name) ? null : emptyHeader(view, name, value);
    if (gone) return [gone];
  }
  return [];
}

/** Values with runs of blanks, tabs or blanks at their ends. */
export function blankValues(context: TextsContext): Observation[] {
  for (const { name, value } of textsView(context).headers) {
    if (/ {2}|\t|^ | $/.test(value))
      return [suspicion(`The value of ${name} has blanks that a verifier takes out.`, 0.8, { header: name })];
  }
  return [];
}

/** Names that arrive on several lines, and values that look like several lines put together. */
export function mergedValues(context: TextsContext): Observation[] {
  const { headers } = textsView(context);
  const names = headers.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    return [suspicion(`${twice} stands in the text more than once.`, 0.7, { header: twice })];
  for (const { name, value } of headers) {
    const joined = /^(?:x-amz-|content-type|host|x-api-key)/.test(name) && /^([^,]+),\1$/.test(value);
    if (joined)
      return [suspicion(`${name} holds the same value twice, joined by a comma.`, 0.9, { header: name })];
  }
  return [];
}

/** Bytes beyond ASCII in a value, and what is left of them when their encoding was taken for another. */
export function foreignBytes(context: TextsContext): Observation[] {
  for (const { name, value } of textsView(context).headers) {
    if (/[\x80-\xff]/.test(value) && !/\xe2\x80\xa6/.test(value))
      return [suspicion(`The value of ${name} has characters beyond ASCII.`, 0.85, { header: name })];
    if (/^x-amz-meta-|disposition/.test(name) && /\?{2,}|&#\d+;|\\u[0-9a-f]{4}/i.test(value))
      return [suspicion(`The value of ${name} has lost characters beyond ASCII.`, 0.6, { header: name })];
  }
  return [];
}
