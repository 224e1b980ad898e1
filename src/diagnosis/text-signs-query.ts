// What the query line of somebody's text tells: order, repeated names, values that were not escaped, parameters that came later.
import type { Observation, TextsContext } from "./rule.ts";
import { ofClient } from "./text-signs.ts";
import type { TextsView } from "./texts-view.ts";
import { shownFact, suspicion, textsView } from "./texts-view.ts";

interface Pair {
  readonly name: string;
  readonly text: string;
}

function pairs({ query }: TextsView): Pair[] {
  if (query === null || query === "") return [];
  return query
    .split("&")
    .slice(0, 512)
    .map((text) => ({ name: text.split("=", 1)[0] ?? "", text }));
}

/** The client's own query line is not in order of names. */
export function queryOutOfOrder(context: TextsContext): Observation[] {
  const view = textsView(context);
  const names = pairs(view).map(({ name }) => name);
  const sorted = [...names].sort();
  if (!ofClient(view) || names.every((name, at) => name === sorted[at])) return [];
  return [shownFact(`The parameters are not in order: ${names.join(", ").slice(0, 300)}.`)];
}

/** A name stands more than once, or may have done so before S3 read it. */
export function queryNamesTwice(context: TextsContext): Observation[] {
  const view = textsView(context);
  const names = pairs(view).map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return firstKept(view, names);
  const detail = `The parameter ${twice} stands more than once; readers keep one, all, or join them.`;
  return [suspicion(detail, 0.7)];
}

/** Parameters of S3's own operations. */
const known: RegExp =
  /^(?:[a-z]+-.*|delimiter|prefix|marker|uploads?|uploadId|partNumber|versionId|versions|location|acl|policy|cors|lifecycle|tagging|website|logging|delete|restore|torrent|select|retention|attributes|session)$/;

/** S3 shows only the first of a repeated name, so that its text itself cannot show the fault (seen with aws/aws-sdk-go#1495). */
function firstKept({ side, isS3, presigned, query }: TextsView, names: readonly string[]): Observation[] {
  const plain = /^(?:[A-Za-z0-9]{1,32}=[A-Za-z0-9]{1,64}(?:&|$)){2,}$/.test(query ?? "");
  if (side !== "server" || !isS3 || presigned || !plain || names.some((name) => known.test(name))) return [];
  return [suspicion("S3 was given parameters that are not its own, and shows one of each name only.", 0.3)];
}

/** Sub-resources and flags, which are written with and without `=`. */
export function queryWithoutValue(context: TextsContext): Observation[] {
  const view = textsView(context);
  const bare = pairs(view).find(({ text }) => text !== "" && !text.includes("="));
  if (ofClient(view) && bare)
    return [shownFact(`The client signed the parameter ${bare.name} without an equals sign.`)];
  const empty = pairs(view).find(({ text }) => /^[\w-]+=$/.test(text));
  if (!empty) return [];
  return [suspicion(`The parameter ${empty.name} has no value; clients leave its equals sign out.`, 0.45)];
}

/** Parameters that nobody signs: cache busters and marks of campaigns. */
const added: RegExp =
  /^(?:utm_\w+|fbclid|gclid|_|t|ts|v|cb|cache|cachebust\w*|nocache|timestamp|rand\w*|x-id|download|filename|ver|version)$/i;

/** A presigned URL with parameters that are neither AWS's nor an operation's. */
export function queryLonger(context: TextsContext): Observation[] {
  const view = textsView(context);
  if (!view.presigned) return [];
  const other = pairs(view).find(({ name }) => added.test(name));
  if (!other) return [];
  return [suspicion(`The presigned URL carries ${other.name}, which is usually added after signing.`, 0.6)];
}

/** Header lines, or names of headers, in the query line. */
export function queryWithHeaders(context: TextsContext): Observation[] {
  const view = textsView(context);
  const found = pairs(view).find(({ name }) =>
    /^(?:host|content-type|x-amz-date|x-amz-content-sha256|authorization|accept|user-agent)$/.test(name),
  );
  if (!found || view.presigned) return [];
  return [suspicion(`The query line carries ${found.name}, which is a header.`, 0.8)];
}

/** A URL that was escaped as HTML, or cut and encoded as a whole. */
export function queryMangled(context: TextsContext): Observation[] {
  const { query } = textsView(context);
  const found =
    /(?:^|&)(amp(?:;|%3B)[^=&]{0,64})|(X-Amz-\w+%3D)|(?:^|&)(X-Amz-[\w-]+=[^&]*%25(?:2F|3B|3D))/.exec(
      query ?? "",
    );
  if (!found) return [];
  return [shownFact("The query of the presigned URL was escaped or encoded again after signing.")];
}
