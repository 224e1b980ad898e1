// A redirect was followed with the signature of the first request.

import { endpointOf } from "../../endpoints/endpoint.ts";
import { partitionOfRegion } from "../../endpoints/partitions.ts";
import { signedExample, withHeader } from "../example.ts";
import { redirectTarget } from "../exchange-marks.ts";
import { hostParts, virtualBucket } from "../host-names.ts";
import type { RelatedExchange } from "../related-exchange.ts";
import { inputChanges, otherInput, redirectBefore, sameSignature } from "../related-requests.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { otherServer, partSigns } from "../text-signs.ts";
import { sigv2Signs } from "../text-signs-sigv2.ts";
import { headerSupposition, signedValue } from "../variations.ts";

export const redirectFollowedUnsigned: FindingRule = {
  id: "redirect-followed-unsigned",
  aliases: [{ id: "host-endpoint-differs", toldApartBy: "a redirect that AWS answered just before" }],
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 14,
  title: "A redirect was followed with the signature made for the first address",
  why: "S3 answers 301 or 307 when a bucket lies in another region. An HTTP library that follows by itself sends the old Authorization to the new host, or drops it; the signature covers host, path and region, so it no longer fits.",
  fix: 'Name the bucket\'s own region from the start, and switch automatic redirects off (allow_redirects=False, redirect: "manual", CURLOPT_FOLLOWLOCATION 0): sign anew for the address of the redirect.',
  wrongFix: "Do not pass Authorization on across hosts (curl's --location-trusted).",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sent: (request) => withHeader(request, "Host", "examplebucket.s3.eu-west-1.amazonaws.com"),
    }),
  alsoFound: ["scope-region-wrong"],
  onlyWhen: "related",
  inspect: (context) => (context.related.length === 0 ? [] : observations(context)),
  suppose: (context) => suppositions(context),
  readTexts: (context) => [
    ...sigv2Signs(context, "bucket"),
    ...partSigns(context, [
      {
        part: "path",
        pattern: /^\/(?:_plugin\/kibana|_dashboards|_plugin%2Fkibana)\/(?:app\/.*)?$/,
        likelihood: 0.5,
        detail:
          "The path is where the domain redirects its own root; a client that follows sends the old signature along.",
        when: otherServer,
      },
    ]),
  ],
};

/** The old signature, or none at all, at the address that an answer named just before. */
function observations(context: RuleContext): Observation[] {
  if (context.verdict === "valid") return [];
  const before = redirectBefore(context);
  if (!before) return [];
  const resent = sameSignature(context).some(({ id }) => id === before.id);
  if (!resent && context.verdict !== "unsigned") return [];
  const from = `${before.request.method} ${before.request.authority}`;
  const status = before.response?.status ?? 0;
  const how = resent ? "with the signature of the first request" : "without a signature";
  const detail = `${from} was answered with ${status} and sent here, and the redirect was followed ${how}.`;
  const to = redirectTarget(before.request, before.response);
  return [
    {
      detail,
      evidence: {
        redirectStatus: status,
        signedHost: before.request.authority,
        redirectedTo: to?.host ?? null,
      },
    },
  ];
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const before = redirectBefore(context);
  if (before) yield* asBefore(context, before);
  for (const other of sameSignature(context))
    if (other.request.authority !== context.request.authority) yield* asBefore(context, other);
  if (context.isS3) yield* otherRegions(context);
}

/** What the first request signed: all of it, or its host with this request's path. */
function* asBefore(context: EnvelopeContext, before: RelatedExchange): Generator<Supposition> {
  const old = otherInput(context, before);
  const { input } = context;
  const host = old.headers.find(({ name }) => name === "host")?.value ?? "";
  const headers = input.headers.map((header) =>
    header.name === "host" ? { name: "host", value: host } : header,
  );
  const { canonicalUri, canonicalQuery, method, payloadHash } = old;
  const sets = [
    { headers, canonicalUri, canonicalQuery },
    { headers },
    old,
    { canonicalUri, canonicalQuery },
  ];
  sets.push({ headers, canonicalUri, canonicalQuery, method, payloadHash } as (typeof sets)[number]);
  for (const request of sets) {
    const changes = inputChanges(input, request);
    if (changes.length === 0) continue;
    const status = before.response?.status;
    const answered = status === undefined ? "" : `, which was answered with ${status}`;
    const detail = `The request was signed for ${before.request.authority}${answered}, and sent again to ${context.request.authority} with the same signature.`;
    yield { changes, request, detail };
  }
}

/** The bucket's name in the region of the scope, where the request arrived at another region. */
function* otherRegions(context: EnvelopeContext): Generator<Supposition> {
  const received = signedValue(context, "host") ?? "";
  const { name, port } = hostParts(received);
  const { region } = context.envelope.credentialScope;
  const here = endpointOf(name.toLowerCase()).region;
  if (here === null || here === region) return;
  const bucket = virtualBucket(name.toLowerCase())?.bucket;
  const owner = bucket === undefined ? "" : `${bucket}.`;
  for (const endpoint of regionalEndpoints(region)) {
    const host = owner + endpoint + (port === null ? "" : `:${port}`);
    if (host === received) continue;
    const detail = `The request was signed for "${host}" and sent to "${received}", which lies in another region.`;
    yield headerSupposition(context, "host", host, detail);
  }
}

function regionalEndpoints(region: string): readonly string[] {
  const suffix = partitionOfRegion(region)?.dnsSuffix ?? "amazonaws.com";
  const regional = [
    `s3.${region}.${suffix}`,
    `s3-${region}.${suffix}`,
    `s3.dualstack.${region}.${suffix}`,
    `s3-fips.${region}.${suffix}`,
  ];
  return region === "us-east-1" ? [`s3.${suffix}`, ...regional, `s3-external-1.${suffix}`] : regional;
}
