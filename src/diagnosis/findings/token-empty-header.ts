// The session token's header is there and empty.
import { headerValues } from "../../http/raw-headers.ts";
import { alteredValues } from "../alterations.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { headerSigns } from "../text-signs.ts";
import { knownTokenSuppositions } from "../token-variations.ts";
import { withoutHeader, withSignedHeader } from "../variations.ts";

export const tokenEmptyHeader: FindingRule = {
  id: "token-empty-header",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "The session token's header is sent empty",
  why: "X-Amz-Security-Token is there without a value: the program has no token (a permanent key, or a role that was not assumed) and sends the header all the same. AWS puts the empty line into the canonical request; where the client did not, the signature does not match, and where it did, the token is refused as invalid.",
  fix: "Leave the header out when there is no token; where a role should be assumed, check that its result is used.",
  spec: "observed: amzn/selling-partner-api-models#1101; refused though signed: serverless/serverless#6391, aws/aws-sdk-ruby#1651",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      sessionToken: "",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      signedInput: (input) => ({
        ...input,
        headers: input.headers.filter(({ name }) => name !== tokenHeader),
      }),
    }),
  onlyWhen: "with token",
  inspect: (context) =>
    context.envelope === null || context.envelope.sessionToken === "absent" ? [] : seen(context),
  suppose: (context) => suppositions(context),
  alter: (context) => alteredValues(context, tokenHeader, [""]),
  readTexts: (context) => headerSigns(context, { names: /^x-amz-security-token$/, likelihood: () => 0 }),
};

const tokenHeader = "x-amz-security-token";

/** AWS takes the empty token for a wrong one, though the signature is right; a server that took the request did not mind. */
function seen({ request, verdict, answer }: RuleContext): Observation[] {
  if (!isEmpty(headerValues(request.headers, tokenHeader))) return [];
  const detail = "X-Amz-Security-Token has no value.";
  if (verdict !== "valid") return [{ detail, evidence: { verdict }, severity: "warning" }];
  const taken = answer !== null && ![400, 401, 403].includes(answer.status);
  const signed = " The empty line was signed, so the signature is right; the token is not.";
  return [{ detail: `${detail}${signed}`, evidence: { verdict }, severity: taken ? "note" : "error" }];
}

/** The empty line was not in the canonical headers, with or without its name in SignedHeaders; or it was, unlisted. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (!isEmpty(headerValues(context.request.headers, tokenHeader))) return;
  const detail = "X-Amz-Security-Token was sent empty, and the client signed without that line.";
  if (context.envelope.sessionToken === "signed") {
    yield* knownTokenSuppositions(context, "as it is known for the key id, and emptied on the way");
    yield withoutHeader(context, tokenHeader, true, detail);
    yield withoutHeader(context, tokenHeader, false, detail);
  } else {
    yield withSignedHeader(
      context,
      { name: tokenHeader, value: "" },
      "The empty X-Amz-Security-Token was signed and is not listed.",
    );
  }
}

function isEmpty(values: readonly string[]): boolean {
  return values.length > 0 && values.every((value) => value.trim() === "");
}
