// A hop-by-hop header is signed; the next hop removes or rewrites it.
import { alteredHeader } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { shownHeaderValue } from "../shown-values.ts";
import { allUnsigned, hopByHopHeaders } from "../signed-headers.ts";
import { headerSigns } from "../text-signs.ts";
import { headerSupposition, signedValue, withoutHeader } from "../variations.ts";

export const hopByHopSigned: FindingRule = {
  id: "hop-by-hop-signed",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 10,
  title: "A header that belongs to one connection is signed, and was changed by the next hop",
  why: "Connection, Transfer-Encoding, TE, Keep-Alive and Proxy-* are meant for the next hop alone: proxies and HTTP libraries remove or rewrite them, and then the signature does not fit.",
  fix: "Leave connection, transfer-encoding, te, keep-alive, upgrade and proxy-* out of the signed headers.",
  wrongFix: "Do not set Connection by hand to repair the signature.",
  spec: "https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["Connection", "keep-alive"]],
      sent: (request) => withHeader(request, "Connection", null),
    }),
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
  alter: (context) => alterations(context),
  ownsHeader: (name) => hopByHop.has(name),
  readTexts: (context) =>
    headerSigns(context, {
      names: /^(?:connection|te|upgrade|keep-alive|transfer-encoding|proxy-connection|trailer)$/,
      likelihood: () => 0.75,
    }),
};

const hopByHop: ReadonlySet<string> = new Set(hopByHopHeaders);

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (!context.envelope) return found;
  const signed = context.envelope.signedHeaders.filter((name) => hopByHop.has(name));
  if (signed.length === 0) return found;
  found.push({
    detail: `Signed, and every hop may change it: ${signed.join(", ")}.`,
    evidence: { headers: signed },
    // While it arrives as signed nothing is wrong yet.
    severity: context.verdict === "valid" ? "note" : "warning",
  });
  return found;
}

function* alterations(context: EnvelopeContext): Generator<Supposition> {
  for (const name of hopByHopHeaders) yield* alteredHeader(context, name, values);
}

const values = [
  "",
  "keep-alive",
  "Keep-Alive",
  "close",
  "Close",
  "upgrade",
  "Upgrade",
  "chunked",
  "Chunked",
  "identity",
  "trailers",
  "TE",
  "timeout=5",
  "timeout=60",
  "300",
  "websocket",
  "keep-alive, Upgrade",
  "Upgrade, HTTP2-Settings",
];

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const name of hopByHopHeaders) {
    const received = signedValue(context, name);
    if (received === null) continue;
    for (const value of values) {
      if (value === received) continue;
      yield headerSupposition(
        context,
        name,
        value,
        `The hop-by-hop header ${name} was signed as "${value}" and arrived as "${shownHeaderValue(name, received)}".`,
      );
    }
    const detail = `The hop-by-hop header ${name} is listed as signed and was not in what the client signed.`;
    yield withoutHeader(context, name, true, detail);
    yield withoutHeader(context, name, false, detail);
  }
  yield* allUnsigned(context, hopByHopHeaders);
}
