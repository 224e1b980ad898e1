// A tracing header is signed, and a second tracer or a load balancer replaced it.
import { headerValues } from "../../http/raw-headers.ts";
import { alteredHeader } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import { subsets } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { allUnsigned, isSigned, replacedHeader, traceHeaders } from "../signed-headers.ts";
import { headerSigns } from "../text-signs.ts";

export const traceHeaderRewritten: FindingRule = {
  id: "trace-header-rewritten",
  stage: "headers",
  blame: "intermediary",
  severity: "error",
  threads: 10,
  title: "A tracing header was changed after it had been signed",
  why: "Tracing agents put headers such as traceparent or X-Amzn-Trace-Id on a request. When one is signed and a second agent or a load balancer then writes its own, the signature no longer fits.",
  fix: "Leave tracing headers out of SignedHeaders: let the agent write them after signing, or exclude the AWS hosts from its HTTP instrumentation.",
  wrongFix: "Do not switch retries on: each attempt gets a new span and fails in the same way.",
  spec: "observed: public thread aws/aws-sdk-js#4472",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["X-Amzn-Trace-Id", "Root=1-67891233-abcdef012345678912345678"]],
      sent: (request) =>
        withHeader(
          request,
          "X-Amzn-Trace-Id",
          "Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678",
        ),
    }),
  onlyWhen: "not valid",
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
  alter: (context) => alterations(context),
  ownsHeader: (name) => traceHeaders.includes(name) || /^(?:x-b3|x-datadog|elastic-apm)-/.test(name),
  readTexts: (context) =>
    headerSigns(context, {
      names:
        /^(?:x-amzn-trace-id|traceparent|tracestate|x-b3-.*|x-cloud-trace-context|sentry-trace|baggage|x-request-id)$/,
      likelihood: () => 0.65,
    }),
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (context.verdict !== "mismatch") return found;
  const signed = traceHeaders.filter((name) => isSigned(context, name));
  if (signed.length === 0) return found;
  const detail = `Tracing headers are signed: ${signed.join(", ")}.`;
  found.push({
    detail,
    evidence: { headers: signed },
    severity: "warning",
    settledBy: "the same request captured before the tracing agent and after it.",
  });
  return found;
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const name of traceHeaders) {
    if (isSigned(context, name)) yield* replacedHeader(context, name, values(context, name));
  }
  yield* allUnsigned(context, traceHeaders);
}

function* alterations(context: EnvelopeContext): Generator<Supposition> {
  for (const name of traceHeaders) yield* alteredHeader(context, name, values(context, name));
}

/** Another header's or line's value, a part of what arrived, or another sampling mark; a lost span id cannot be guessed. */
function* values(context: EnvelopeContext, name: string): Generator<string> {
  const own = headerValues(context.request.headers, name);
  if (own.length > 1) yield* own;
  yield "";
  for (const value of own) {
    yield* [...subsets(value.split(";"), 6)].map((fields) => fields.join(";"));
    yield* [...subsets(value.split(";").reverse(), 6)].map((fields) => fields.join(";"));
    yield* value.split(",").map((part) => part.trim());
    if (/-0[01]$/.test(value))
      yield value.replace(/-0([01])$/, (_, mark: string) => (mark === "0" ? "-01" : "-00"));
    yield value.replace(/Sampled=[01?]/, "Sampled=0");
    yield value.replace(/Sampled=[01?]/, "Sampled=1");
  }
  for (const other of traceHeaders) yield* headerValues(context.request.headers, other);
}
