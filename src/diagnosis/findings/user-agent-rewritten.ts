// User-Agent is signed, and the HTTP stack or a proxy changed it.
import { headerValue } from "../../http/raw-headers.ts";
import { alteredHeader } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext } from "../rule.ts";
import { isSent, isSigned, missingHeaderObservations, replacedHeader } from "../signed-headers.ts";
import { headerSigns } from "../text-signs.ts";
import { signedValue } from "../variations.ts";

export const userAgentRewritten: FindingRule = {
  id: "user-agent-rewritten",
  stage: "headers",
  blame: "intermediary",
  severity: "error",
  threads: 1,
  title: "The User-Agent that arrived is not the one that was signed",
  why: "User-Agent is among the signed headers. HTTP libraries and monitoring agents append to it, and proxies replace or remove it, after the request was signed.",
  fix: "Take user-agent out of the signed headers, as the AWS SDKs do.",
  wrongFix: "Do not sign a fixed User-Agent unless nothing on the way writes that header.",
  spec: "observed: public thread aws/aws-sdk-cpp#323",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["User-Agent", "reports/1.0"]],
      sent: (request) => withHeader(request, "User-Agent", "reports/1.0 agent/7.2"),
    }),
  onlyWhen: "not valid",
  inspect: (context) => observations(context),
  suppose: (context) => replacedHeader(context, "user-agent", values(context)),
  alter: (context) => alteredHeader(context, "user-agent", rewritten(context)),
  ownsHeader: (name) => name === "user-agent",
  readTexts: (context) => headerSigns(context, { names: /^user-agent$/, likelihood: () => 0.2 }),
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (context.verdict === "valid" || !isSigned(context, "user-agent")) return found;
  if (!isSent(context, "user-agent")) {
    found.push(...missingHeaderObservations(context, ["user-agent"], "Signed, and not on the request:"));
  } else if (context.verdict === "mismatch") {
    const detail = "User-Agent is among the signed headers, and proxies and agents like to rewrite it.";
    found.push({
      detail,
      evidence: {},
      severity: "warning",
      settledBy: "the User-Agent line of the canonical request in the client's debug log.",
    });
  }
  return found;
}

/** Content networks and gateways write their own name, or append to what they find. */
function* rewritten(context: EnvelopeContext): Generator<string> {
  yield* ["Amazon CloudFront", "AmazonAPIGateway", "Envoy", "nginx", "Varnish"];
  yield* values(context);
}

/** Beginnings and ends of what arrived, what other headers remember of it, and bare defaults of HTTP libraries. */
function* values(context: EnvelopeContext): Generator<string> {
  const { headers } = context.request;
  for (const name of [
    "x-amz-user-agent",
    "x-original-user-agent",
    "x-forwarded-user-agent",
    "x-user-agent",
  ]) {
    const value = headerValue(headers, name);
    if (value !== undefined) yield value;
  }
  const received = signedValue(context, "user-agent") ?? "";
  yield "";
  for (let at = received.lastIndexOf(" "); at > 0; at = received.lastIndexOf(" ", at - 1)) {
    yield received.slice(0, at);
    yield received.slice(at + 1);
  }
  yield received.replace(/ ?\([^)]*\)/g, "");
  yield received.replace(/\/[^ ]*/g, "");
  for (const brand of [" gzip", " Sec", " (AppEngine-Google)", " Mobile"]) yield received + brand;
  yield* [
    "curl",
    "node",
    "axios",
    "Go-http-client/1.1",
    "Go-http-client/2.0",
    "okhttp",
    "python-requests",
    "Boto3",
    "undici",
    "aws-sdk-js",
    "Java",
  ];
}
