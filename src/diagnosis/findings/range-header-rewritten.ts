// Range is signed, and something on the way removed or widened it.
import { headerValue } from "../../http/raw-headers.ts";
import { alteredHeader } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { isSent, isSigned, missingHeaderObservations, replacedHeader } from "../signed-headers.ts";
import { headerSigns } from "../text-signs.ts";

export const rangeHeaderRewritten: FindingRule = {
  id: "range-header-rewritten",
  stage: "headers",
  blame: "intermediary",
  severity: "error",
  threads: 10,
  title: "The Range that was signed was removed or widened on the way",
  why: "Caching proxies, virus scanners and corporate firewalls fetch whole objects or slices of their own, so they drop Range or write another one. Range is among the signed headers, so the signature no longer fits.",
  fix: "Exempt the AWS hosts from the proxy's caching and scanning, use https end to end, or take range out of the signed headers.",
  wrongFix: "Do not lower the part size: any range is rewritten.",
  spec: "observed: public thread aws/aws-sdk-go-v2#2722",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/film.mp4",
      headers: [["Range", "bytes=0-8388607"]],
      sent: (request) => withHeader(request, "Range", "bytes=0-"),
    }),
  onlyWhen: "not valid",
  inspect: (context) => observations(context),
  suppose: (context) => (inPresignedQuery(context) ? [] : suppositions(context)),
  alter: (context) => alteredHeader(context, "range", likelyValues(context)),
  ownsHeader: (name) => name === "range",
  readTexts: (context) => headerSigns(context, { names: /^(?:range|if-range)$/, likelihood: () => 0.4 }),
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (context.verdict === "valid") return found;
  if (
    !isSigned(context, "range") ||
    isSent(context, "range") ||
    context.envelope?.form !== "authorization-header"
  )
    return found;
  found.push(...missingHeaderObservations(context, ["range"], "Signed, and not on the request:"));
  return found;
}

/** A presigned URL whose user does not send Range is another class. */
function inPresignedQuery(context: EnvelopeContext): boolean {
  return context.envelope.form === "presigned-url" && !isSent(context, "range");
}

const partSizes = [5, 8, 10, 15, 16, 25, 32, 50, 64, 100, 128].map((mebibytes) => mebibytes * 1_048_576);

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  yield* replacedHeader(context, "range", likelyValues(context));
  yield* lateAfter(replacedHeader(context, "range", usualRanges()), 0);
}

function* likelyValues(context: EnvelopeContext): Generator<string> {
  yield "";
  const sent = /^bytes=(\d*)-(\d*)$/.exec(headerValue(context.request.headers, "range") ?? "");
  yield* ["bytes=0-", "bytes=0-0", "bytes=0-1"];
  if (sent?.[1]) yield `bytes=${sent[1]}-`;
  if (sent?.[1] && sent[2]) yield* widened(Number(sent[1]), Number(sent[2]));
  // The end was taken away, or the whole header.
  else for (const length of usualLengths) yield ofLength(Number(sent?.[1] || 0), length);
}

/** Lengths of first reads: of headers, of blocks, of the parts of transfer managers. In bytes. */
const usualLengths = [
  1024, 1_048_576, 8_388_608, 65_536, 5_242_880, 4096, 512, 16_384, 10, 100, 500, 1000, 10_485_760,
];

function ofLength(first: number, length: number): string {
  return `bytes=${first}-${first + length - 1}`;
}

/** Slices in which proxies fetch: the same start with a rounder end, or the whole blocks around it. */
function* widened(first: number, last: number): Generator<string> {
  for (const block of [4096, 65_536, 262_144, 1_048_576, 8_388_608]) {
    const start = first - (first % block);
    const end = last - (last % block) + block - 1;
    yield* [`bytes=${start}-${end}`, `bytes=${first}-${end}`, `bytes=0-${end}`];
  }
  yield* [`bytes=${first}-${last + 1}`, `bytes=${first}-${last - 1}`, `bytes=0-${last}`];
}

function* usualRanges(): Generator<string> {
  for (const size of partSizes) {
    for (let part = 0; part < 40; part += 1) yield `bytes=${part * size}-${(part + 1) * size - 1}`;
  }
  for (let end = 2; end <= 1024; end += 1) yield `bytes=0-${end}`;
  for (let power = 11; power <= 32; power += 1) yield* [`bytes=0-${2 ** power - 1}`, `bytes=0-${2 ** power}`];
  for (let power = 1; power <= 10; power += 1)
    yield* [`bytes=0-${10 ** power - 1}`, `bytes=0-${10 ** power}`, `bytes=-${10 ** power}`];
  for (let power = 0; power <= 20; power += 1) yield* [`bytes=-${2 ** power}`, `bytes=${2 ** power}-`];
}
