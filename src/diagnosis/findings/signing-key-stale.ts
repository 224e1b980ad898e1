// The signing key was derived for another day than the scope names: a cached key that outlived its day.
import { amzDate, parseAmzDate } from "../../sigv4/amz-date.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { scopeSuppositions } from "../scope-variations.ts";

export const signingKeyStale: FindingRule = {
  id: "signing-key-stale",
  aliases: [
    {
      id: "scope-date-mismatch",
      toldApartBy: "nothing on the wire: here scope and date agree, and the key alone is of another day",
    },
  ],
  stage: "credentials",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "The signing key is that of another day",
  why: "A signing key is good for one day, region and service. The client cached it under too small a name and went on using it after midnight UTC, so everything in the request is right but the key.",
  fix: "Keep key id, secret, date, region and service in the name under which signing keys are cached, or derive the key for each request.",
  wrongFix: "Do not restart the program every night: that hides the cache's fault.",
  spec: "observed: akka/alpakka#1678, aws/aws-sdk-go-v2#3350",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      keyScope: { date: "20260101" },
    }),
  suppose: (context) => suppositions(context),
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const noon = parseAmzDate(`${context.envelope.credentialScope.date}T120000Z`);
  if (noon === null) return;
  const days = [-1, 1, -2, -3, -4, -5, -6, -7].map((days) => amzDate(noon + days * 86_400_000).slice(0, 8));
  yield* scopeSuppositions(context, "date", days, ["key"]);
}
