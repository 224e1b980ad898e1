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
  why: "X-Amz-Security-Token is there without a value: the program has no token (a permanent key, or a role that was not assumed) and sends the header all the same. AWS puts the empty line into the canonical request; the client did not.",
  fix: "Leave the header out when there is no token; where a role should be assumed, check that its result is used.",
  spec: "observed: amzn/selling-partner-api-models#1101",
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
  inspect: (context) =>
    context.envelope === null || context.envelope.sessionToken === "absent" ? [] : seen(context),
  suppose: (context) => suppositions(context),
  alter: (context) => alteredValues(context, tokenHeader, [""]),
  readTexts: (context) => headerSigns(context, { names: /^x-amz-security-token$/, likelihood: () => 0 }),
};

const tokenHeader = "x-amz-security-token";

function seen({ request, verdict }: RuleContext): Observation[] {
  if (!isEmpty(headerValues(request.headers, tokenHeader))) return [];
  const matches = verdict === "valid" ? " The empty line was signed, so the signature is right." : "";
  return [
    { detail: `X-Amz-Security-Token has no value.${matches}`, evidence: { verdict }, severity: "warning" },
  ];
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
