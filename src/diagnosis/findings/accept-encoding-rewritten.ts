// Accept-Encoding is signed, and something on the way rewrote it.
import { alteredHeader } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext } from "../rule.ts";
import { isSent, isSigned, missingHeaderObservations, replacedHeader } from "../signed-headers.ts";
import { headerSigns } from "../text-signs.ts";
import { acceptEncodingEndings, acceptEncodings } from "../value-sets.ts";
import { signedValue } from "../variations.ts";

export const acceptEncodingRewritten: FindingRule = {
  id: "accept-encoding-rewritten",
  stage: "headers",
  blame: "intermediary",
  severity: "error",
  threads: 12,
  title: "The Accept-Encoding that arrived is not the one that was signed",
  why: "The client signs Accept-Encoding, and proxies, content networks and HTTP libraries replace that header with what they themselves can decode.",
  fix: "Take accept-encoding out of the signed headers, or make the intermediary pass Accept-Encoding on unchanged (switch its compression off for this host).",
  wrongFix: "Do not sign a longer list of encodings: the intermediary will rewrite that too.",
  spec: "observed: public thread versity/versitygw#2045",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["Accept-Encoding", "identity"]],
      sent: (request) => withHeader(request, "Accept-Encoding", "gzip, br"),
    }),
  onlyWhen: "not valid",
  inspect: (context) => observations(context),
  suppose: (context) => replacedHeader(context, "accept-encoding", values(context)),
  alter: (context) => alteredHeader(context, "accept-encoding", rewritten(context)),
  ownsHeader: (name) => name === "accept-encoding",
  readTexts: (context) =>
    headerSigns(context, {
      names: /^accept-encoding$/,
      likelihood: (value) => (/gfe|\bbr\b.*gzip|,gzip\(/.test(value) ? 1 : value === "identity" ? 0.15 : 0.5),
    }),
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (
    context.verdict === "valid" ||
    !isSigned(context, "accept-encoding") ||
    isSent(context, "accept-encoding")
  )
    return found;
  found.push(...missingHeaderObservations(context, ["accept-encoding"], "Signed, and not on the request:"));
  return found;
}

/** The signed value is most often the beginning of the one that arrived; else it is a usual one. */
function* values(context: EnvelopeContext): Generator<string> {
  const received = signedValue(context, "accept-encoding") ?? "";
  for (let at = received.lastIndexOf(","); at > 0; at = received.lastIndexOf(",", at - 1))
    yield received.slice(0, at).trim();
  for (let at = received.indexOf(","); at > 0; at = received.indexOf(",", at + 1))
    yield received.slice(at + 1).trim();
  yield* acceptEncodings;
  for (const added of acceptEncodingEndings) yield received + added;
}

/** Proxies append to what the client accepts, or write what they accept themselves. */
function* rewritten(context: EnvelopeContext): Generator<string> {
  const left = signedValue(context, "accept-encoding") ?? "";
  for (const added of acceptEncodingEndings) yield left + added;
  yield* values(context);
}
