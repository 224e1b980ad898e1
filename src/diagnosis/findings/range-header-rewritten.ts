// Range is signed, and something on the way removed or widened it.
import { headerValue } from "../../http/raw-headers.ts";
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext } from "../rule.ts";
import { isSent, isSigned, missingHeaderObservations, replacedHeader } from "../signed-headers.ts";

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
  inspect: (context) => observations(context),
  suppose: (context) => (inPresignedQuery(context) ? [] : replacedHeader(context, "range", values(context))),
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

function* values(context: EnvelopeContext): Generator<string> {
  yield "";
  const sent = /^bytes=(\d*)-(\d*)$/.exec(headerValue(context.request.headers, "range") ?? "");
  yield* ["bytes=0-", "bytes=0-0", "bytes=0-1"];
  if (sent?.[1]) yield `bytes=${sent[1]}-`;
  for (const size of partSizes) {
    for (let part = 0; part < 40; part += 1) yield `bytes=${part * size}-${(part + 1) * size - 1}`;
  }
  for (let end = 2; end <= 1024; end += 1) yield `bytes=0-${end}`;
  for (let power = 11; power <= 32; power += 1) yield* [`bytes=0-${2 ** power - 1}`, `bytes=0-${2 ** power}`];
  for (let power = 1; power <= 10; power += 1)
    yield* [`bytes=0-${10 ** power - 1}`, `bytes=0-${10 ** power}`, `bytes=-${10 ** power}`];
  for (let power = 0; power <= 20; power += 1) yield* [`bytes=-${2 ** power}`, `bytes=${2 ** power}-`];
}
