// A header that proxies write is signed; the next proxy rewrites it.
import { headerValue } from "../../http/raw-headers.ts";
import { alteredHeader } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import {
  allUnsigned,
  isSent,
  isSigned,
  missingHeaderObservations,
  proxyHeaders,
  replacedHeader,
} from "../signed-headers.ts";
import { headerSigns } from "../text-signs.ts";

export const proxyHeadersSigned: FindingRule = {
  id: "proxy-headers-signed",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 6,
  title: "A header that proxies write is signed, and was changed on the way",
  why: "A gateway that signs all incoming headers also signs X-Forwarded-For, Via and the like. The next proxy, load balancer or VPC endpoint adds to them, and then the signature does not fit.",
  fix: "Remove x-forwarded-*, x-real-ip, forwarded, via and cf-* from the request before signing, or leave them out of SignedHeaders.",
  wrongFix: "Do not append your own address before signing: the next hop appends another.",
  spec: "observed: public thread aws/aws-sdk-net#3295",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["X-Forwarded-For", "192.0.2.7"]],
      sent: (request) => withHeader(request, "X-Forwarded-For", "192.0.2.7, 198.51.100.4"),
    }),
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
  alter: (context) => alterations(context),
  ownsHeader: (name) => written.has(name) || /^(?:x-forwarded|x-envoy|cf)-/.test(name),
  readTexts: (context) =>
    headerSigns(context, {
      names:
        /^(?:x-forwarded-.*|forwarded|via|x-real-ip|cf-.*|cdn-loop|true-client-ip|x-envoy-.*|x-original-.*)$/,
      likelihood: () => 0.8,
    }),
};

const written: ReadonlySet<string> = new Set(proxyHeaders);

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (!context.envelope) return found;
  const signed = context.envelope.signedHeaders.filter((name) => written.has(name));
  if (signed.length === 0) return found;
  const gone = signed.filter((name) => !isSent(context, name));
  found.push(...missingHeaderObservations(context, gone, "Signed, written by proxies, and not sent:"));
  const left = found.length === 0 ? signed : signed.filter((name) => !gone.includes(name));
  if (left.length === 0) return found;
  found.push({
    detail: `Signed, and every proxy may change it: ${left.join(", ")}.`,
    evidence: { headers: left },
    // While it arrives as signed nothing is wrong yet.
    severity: context.verdict === "valid" ? "note" : "warning",
  });
  return found;
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const name of proxyHeaders) {
    if (isSigned(context, name)) yield* replacedHeader(context, name, values(context, name));
  }
  yield* allUnsigned(context, proxyHeaders);
}

function* alterations(context: EnvelopeContext): Generator<Supposition> {
  for (const name of proxyHeaders) yield* alteredHeader(context, name, values(context, name));
}

/** Proxies append to what they find: the signed value is a beginning or an end of it, or stands in another such header. */
function* values(context: EnvelopeContext, name: string): Generator<string> {
  const received = headerValue(context.request.headers, name) ?? "";
  const entries = received.split(",").map((entry) => entry.trim());
  for (let count = entries.length - 1; count > 0; count -= 1) {
    yield* [
      entries.slice(0, count).join(", "),
      entries.slice(0, count).join(","),
      entries.slice(-count).join(", "),
    ];
  }
  yield* entries;
  yield "";
  for (const other of proxyHeaders) {
    const value = headerValue(context.request.headers, other);
    if (value !== undefined) yield* [value, ...value.split(",").map((entry) => entry.trim())];
  }
  yield* ["https", "http", "443", "80", "127.0.0.1", "::1", "localhost", context.request.authority];
}
