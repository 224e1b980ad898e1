// The signer was given a whole URL where it wants a path, or a path without its slash, or no path at all.
import { percentEncode, percentEncodePath } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import { pathAndQuerySupposition } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { partSigns } from "../text-signs.ts";

export const pathIsFullUrl: FindingRule = {
  id: "path-is-full-url",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "The path that was signed is not the path of the URL that was requested",
  why: "The signer wants the path alone, beginning with a slash. It was given the whole URL, a path without its slash, or nothing, while the HTTP library took the path from the URL.",
  fix: "Hand the signer the pathname of the URL that is requested, with its leading slash, and the query apart.",
  wrongFix: "Do not request the URL that the signer made of it.",
  spec: "observed: public thread mhart/aws4#16",
  example: () =>
    signedExample({
      url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items",
      service: "execute-api",
      signedInput: (input) => ({
        ...input,
        canonicalUri: "/https%3A//abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items",
      }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /https?(?::|%3A|%253A)\/?/,
        likelihood: 0.95,
        detail: "The path of the text is a whole URL.",
      },
    ]),
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { canonicalUri, canonicalQuery } = context.input;
  for (const parts of otherPaths(context)) {
    const detail = `The path was signed as "${parts.canonicalUri}"; the URL's path is "${canonicalUri}".`;
    const supposition = pathAndQuerySupposition(context, parts, detail);
    if (supposition && (parts.canonicalUri !== canonicalUri || parts.canonicalQuery !== canonicalQuery))
      yield supposition;
  }
}

interface Parts {
  readonly canonicalUri: string;
  readonly canonicalQuery: string;
}

function* otherPaths(context: EnvelopeContext): Generator<Parts> {
  const { canonicalUri, canonicalQuery } = context.input;
  for (const path of withoutSlash(canonicalUri)) yield { canonicalUri: path, canonicalQuery };
  for (const url of wholeUrls(context)) {
    for (const path of [
      `/${percentEncodePath(url)}`,
      percentEncodePath(url),
      `/${url}`,
      url,
      `/${percentEncode(url)}`,
      percentEncode(url),
    ]) {
      yield { canonicalUri: path, canonicalQuery };
      if (canonicalQuery !== "") yield { canonicalUri: path, canonicalQuery: "" };
    }
    // A parser that does not know an absolute form squeezes its slashes.
    yield { canonicalUri: `/${percentEncodePath(url).replace("//", "/")}`, canonicalQuery };
    yield { canonicalUri: `/${url.replace("//", "/")}`, canonicalQuery };
  }
  // The whole URL was sent as the path, and its own path was signed.
  const inner = /^\/+(?:https?(?:%3A|:|%253A)\/+)?[^/]+(\/.*)$/i.exec(canonicalUri);
  if (/^\/+https?(?:%3A|:|%253A)\//i.test(canonicalUri) && inner?.[1])
    yield { canonicalUri: inner[1], canonicalQuery };
  if (canonicalUri !== "/") yield { canonicalUri: "/", canonicalQuery };
}

function* withoutSlash(path: string): Generator<string> {
  if (path.length > 1) yield path.slice(1);
  if (path.length > 1) yield "";
}

/** The URL as it was requested: without query, with it, without scheme. */
function* wholeUrls({ request, target }: EnvelopeContext): Generator<string> {
  const { authority, scheme } = request;
  const { path, query } = target;
  for (const name of new Set([
    `${scheme}://${authority}`,
    `https://${authority}`,
    `http://${authority}`,
    authority,
  ])) {
    yield `${name}${path}`;
    if (query !== "") yield `${name}${path}?${query}`;
  }
  if (query !== "") yield `${path.slice(1)}?${query}`;
}
