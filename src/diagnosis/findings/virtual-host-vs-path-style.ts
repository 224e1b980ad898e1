// The bucket was signed in the path and sent in the host, or the other way round.
import { percentEncode } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import { hostParts, hostSuppositions, virtualBucket } from "../host-names.ts";
import { pathSupposition } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { bucketTwice } from "../text-signs-scope.ts";
import { headerSupposition, signedValue } from "../variations.ts";

export const virtualHostVsPathStyle: FindingRule = {
  id: "virtual-host-vs-path-style",
  aliases: [
    {
      id: "path-prefix-rewritten",
      toldApartBy: "whether the segment is the bucket's name or a prefix of a proxy",
    },
  ],
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 5,
  title: "The bucket was signed in another place than it was sent: in the path or in the host",
  why: "A bucket is addressed either in the host (bucket.s3.region.amazonaws.com/key) or in the path (s3.region.amazonaws.com/bucket/key). Host and path are both signed, so both must be of the same style.",
  fix: "Choose one style for signing and sending: set forcePathStyle (s3ForcePathStyle, addressing_style) the same way everywhere, and sign the path of the URL that is requested.",
  wrongFix: "Do not strip the bucket from the path of a path-style request before signing.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      signedInput: (input) => ({ ...input, canonicalUri: "/examplebucket/report.json" }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: bucketTwice,
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (!context.isS3) return;
  const { canonicalUri } = context.input;
  const received = signedValue(context, "host") ?? context.request.authority;
  const { name, port } = hostParts(received);
  const suffix = port === null ? "" : `:${port}`;
  const virtual = virtualBucket(name.toLowerCase()) ?? ownServerBucket(context, name);
  if (virtual) {
    const path = `/${percentEncode(virtual.bucket)}${canonicalUri}`;
    yield* styles(context, {
      host: virtual.endpoint + suffix,
      paths: canonicalUri === "/" ? [path, path.slice(0, -1)] : [path],
    });
  }
  const [, first = "", rest = ""] = /^\/([^/]+)(.*)$/.exec(canonicalUri) ?? [];
  if (first !== "")
    yield* styles(context, { host: `${first}.${received}`, paths: rest === "" ? ["/"] : [rest] });
  if (first !== "" && !virtual) {
    const path = `/${first}${canonicalUri}`;
    yield pathSupposition(context, path, `The bucket was signed twice: "${path}".`);
  }
  yield* hostSuppositions(context, "bucket");
}

/** Path changed, host changed, both changed. */
function* styles(
  context: EnvelopeContext,
  signed: { readonly host: string; readonly paths: readonly string[] },
): Generator<Supposition> {
  const { canonicalUri } = context.input;
  const onHost = headerSupposition(
    context,
    "host",
    signed.host,
    `The host was signed as "${signed.host}", which is of the other style.`,
  );
  yield onHost;
  for (const path of signed.paths) {
    const onPath = pathSupposition(
      context,
      path,
      `The path was signed as "${path}" and arrived as "${canonicalUri}".`,
    );
    if (context.endpoint.certain) yield onPath;
    const detail = `Host and path were signed in the other style: "${signed.host}" and "${path}".`;
    yield {
      changes: [...onHost.changes, ...onPath.changes],
      request: { ...onHost.request, ...onPath.request },
      detail,
    };
  }
}

/** On a server that is not AWS's the first label may be the bucket. */
function ownServerBucket(
  context: EnvelopeContext,
  name: string,
): { bucket: string; endpoint: string } | null {
  const dot = name.indexOf(".");
  if (context.endpoint.certain || dot <= 0 || /^[\d.]+$/.test(name)) return null;
  return { bucket: name.slice(0, dot), endpoint: name.slice(dot + 1) };
}
