// The region in the scope is no region: misspelled, an availability zone, or a piece of a host name.
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import { placeholderOf } from "../placeholders.ts";
import type { EnvelopeContext, FindingRule, Observation, Supposition } from "../rule.ts";
import type { RegionJudgement } from "../scope-judgement.ts";
import { answeredRegionJudgement, regionJudgement } from "../scope-judgement.ts";
import { scopeSuppositions } from "../scope-variations.ts";
import { regionMisspellings } from "../value-sets.ts";

export const scopeRegionMalformed: FindingRule = {
  id: "scope-region-malformed",
  stage: "scope",
  blame: "configuration",
  severity: "error",
  threads: 8,
  title: "The region in the Credential is not the name of a region",
  why: "The region is spelled another way (us_east_1, US-EAST-1, us-east), is an availability zone (us-east-1a), or was cut out of a host name at the wrong place (s3, execute-api).",
  fix: "Set the region by its code, such as us-east-1, in AWS_REGION, the profile or the client's region option; do not let the program derive it from the endpoint's host name.",
  spec: "https://docs.aws.amazon.com/general/latest/gr/rande.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      region: "us_east_1",
    }),
  onlyWhen: "other region",
  inspect: (context) => seen(regionJudgement(context)),
  readAnswer: (context) => seen(answeredRegionJudgement(context)),
  suppose: (context) => suppositions(context),
};

function seen(judgement: RegionJudgement | null): Observation[] {
  // A placeholder in the region's place has a class of its own.
  if (judgement?.fault !== "scope-region-malformed" || placeholderOf(judgement.sent) !== null) return [];
  const sent = judgement.sent.slice(0, 80);
  const meant = judgement.expected === null ? "" : ` ${judgement.expected} is meant.`;
  return [{ detail: `The region is "${sent}".${meant}`, evidence: { sent, expected: judgement.expected } }];
}

/** The Credential spells the region right, and the string to sign or the key was made with another spelling. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const labels = context.endpoint.host.split(".").slice(0, 8);
  const values = [
    ...regionMisspellings(context.envelope.credentialScope.region),
    ...labels,
    context.endpoint.host,
  ];
  const others = new Set(values.filter((value) => value !== context.endpoint.region));
  yield* lateAfter(scopeSuppositions(context, "region", others), 45);
}
