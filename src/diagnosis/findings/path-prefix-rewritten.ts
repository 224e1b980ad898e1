// A proxy added a prefix to the path or took one away.
import { headerValue } from "../../http/raw-headers.ts";
import { signedExample } from "../example.ts";
import { virtualBucket } from "../host-names.ts";
import { pathSuppositions } from "../part-variations.ts";
import { pathPrefixes, prefixHeaders } from "../path-prefixes.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";

export const pathPrefixRewritten: FindingRule = {
  id: "path-prefix-rewritten",
  aliases: [
    {
      id: "virtual-host-vs-path-style",
      toldApartBy: "whether the segment is the bucket's name or a prefix of a proxy",
    },
  ],
  stage: "canonical request",
  blame: "intermediary",
  severity: "error",
  threads: 12,
  title: "The path that arrived has a prefix more or less than the path that was signed",
  why: "The path is part of the signature. A proxy or gateway that strips or adds a prefix such as /s3 or a stage name changes it after signing.",
  fix: "Let the proxy pass the path on unchanged (in nginx: proxy_pass without a path, no rewrite), or give the service a host name of its own instead of a prefix.",
  wrongFix: "Do not put the prefix into the bucket name or the key.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://storage.example.com/minio/examplebucket/report.json",
      sent: (request) => ({ ...request, target: "/examplebucket/report.json" }),
    }),
  suppose: (context) => {
    const received = context.input.canonicalUri;
    return pathSuppositions(
      context,
      otherPrefixes(context),
      (path) => `The path was signed as "${path}" and arrived as "${received}".`,
    );
  },
};

/** Where the other side's path is shown: whether one is the end of the other. */
function* shownPrefix({ input, serverTexts, clientTexts }: EnvelopeContext): Generator<string> {
  const { canonicalUri } = input;
  for (const shown of [serverTexts?.input?.canonicalUri, clientTexts?.input?.canonicalUri]) {
    if (shown && (isPrefixed(shown, canonicalUri) || isPrefixed(canonicalUri, shown))) yield shown;
  }
}

/** Whether a path is another one behind a prefix; slashes alone are none. */
function isPrefixed(path: string, end: string): boolean {
  return path.endsWith(end) && /[^/]/.test(path.slice(0, path.length - end.length));
}

function* otherPrefixes(context: EnvelopeContext): Generator<string> {
  const { canonicalUri } = context.input;
  if (canonicalUri.length > 1) yield* shownPrefix(context);
  for (const name of prefixHeaders) {
    const value = headerValue(context.request.headers, name)?.split("?")[0];
    if (!value?.startsWith("/") || value === "/") continue;
    yield value;
    yield value.replace(/\/$/, "") + canonicalUri;
  }
  let shown = 0;
  for (let at = canonicalUri.indexOf("/", 1); at > 0 && shown < 12; at = canonicalUri.indexOf("/", at + 1)) {
    shown += 1;
    const dropped = canonicalUri.slice(0, at);
    if (/\/\.{0,2}(?:\/|$)/.test(dropped)) return;
    if (shown > 1 || !isBucket(context, dropped.slice(1))) yield canonicalUri.slice(at);
  }
  for (const prefix of pathPrefixes) yield `/${prefix}${canonicalUri}`;
}

/** In a path-style request to S3 the first segment is the bucket, unless it is one that proxies add; losing it is another class. */
function isBucket(context: EnvelopeContext, segment: string): boolean {
  if (pathPrefixes.includes(segment)) return false;
  const name = context.request.authority.toLowerCase();
  if (!context.endpoint.certain || !context.isS3 || virtualBucket(name)) return false;
  return /^[a-z0-9][a-z0-9.-]{2,62}$/.test(segment);
}
