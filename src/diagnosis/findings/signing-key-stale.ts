// The signing key was derived for another day than the scope names: a cached key that outlived its day.
import { amzDate, parseAmzDate, parseHttpOrIsoDate } from "../../sigv4/amz-date.ts";
import type { CredentialScope } from "../../sigv4/credential-scope.ts";
import { parseEnvelope } from "../../sigv4/envelope.ts";
import { signedExample } from "../example.ts";
import { likelyServices } from "../likely-services.ts";
import { lateAfter } from "../long-tail.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { scopeSuppositions } from "../scope-variations.ts";
import { likelyRegions } from "../value-sets.ts";

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
  const { credentialScope } = context.envelope;
  const noon = parseAmzDate(`${credentialScope.date}T120000Z`);
  if (noon === null) return;
  const before = (days: number): string => amzDate(noon - days * 86_400_000).slice(0, 8);
  // A key of the request's own day is no stale one: then the scope is of another day.
  const requestDay = dayOf(context);
  const days = [1, -1, 2, 3, 4, 5, 6, 7].map(before).filter((day) => day !== requestDay);
  yield* scopeSuppositions(context, "date", days, ["key"]);
  for (const scope of seenScopes(context)) yield ofAnother(context, scope);
  for (const date of days.slice(0, 2)) {
    for (const { ref, accessKeyId } of context.otherCredentials.slice(0, 20))
      yield {
        ...ofAnother(context, { date }),
        key: { otherCredentials: ref, scope: { date } },
        late: true,
        detail: `The signing key is that of ${date} and of the secret of ${accessKeyId}.`,
      };
  }
  yield* lateAfter(
    scopeSuppositions(
      context,
      "date",
      Array.from({ length: 60 }, (_, index) => before(index + 8)).filter((day) => day !== requestDay),
      ["key"],
    ),
    0,
  );
  for (const region of likelyRegions.slice(0, 6))
    for (const service of likelyServices(context.endpoint, credentialScope.service))
      if (region !== credentialScope.region && service !== credentialScope.service)
        yield { ...ofAnother(context, { region, service }), late: true };
}

function dayOf({ envelope }: EnvelopeContext): string | null {
  const at = parseHttpOrIsoDate(envelope.amzDate ?? "");
  return at === null ? null : amzDate(at).slice(0, 8);
}

/** The scopes of the client's other requests that differ in two parts: what a cached key may have been derived for. */
function* seenScopes({ related, envelope }: EnvelopeContext): Generator<Partial<CredentialScope>> {
  const seen = new Set([JSON.stringify(envelope.credentialScope)]);
  for (const { request } of related.slice(0, 50)) {
    const reading = parseEnvelope(request);
    if (reading.kind !== "read") continue;
    const { date, region, service } = reading.envelope.credentialScope;
    for (const scope of [
      { date, region, service },
      { region, service },
    ]) {
      const text = JSON.stringify(scope);
      if (!seen.has(text) && differences(scope, envelope.credentialScope) > 1) yield scope;
      seen.add(text);
    }
  }
}

/** How many parts of a scope are others. */
function differences(scope: Partial<CredentialScope>, own: CredentialScope): number {
  return (["date", "region", "service"] as const).filter((part) => (scope[part] ?? own[part]) !== own[part])
    .length;
}

function ofAnother({ envelope }: EnvelopeContext, scope: Partial<CredentialScope>): Supposition {
  const whole = { ...envelope.credentialScope, ...scope };
  const words = ({ date, region, service }: CredentialScope): string => `${date}/${region}/${service}`;
  const from = words(envelope.credentialScope);
  const to = words(whole);
  return {
    changes: [{ part: "credential scope (signing key)", from, to }],
    key: { scope },
    detail: `The signing key is that of ${to}; the scope is ${from}.`,
    evidence: { scope: from, keyOf: to },
  };
}
