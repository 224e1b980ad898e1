// A service with one signing region for the whole partition is signed for another, or the other way round.
import { knownRegions, pseudoRegions } from "../../endpoints/partitions.ts";
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import type { EnvelopeContext, FindingRule, Observation, Supposition } from "../rule.ts";
import type { RegionJudgement } from "../scope-judgement.ts";
import { answeredRegionJudgement, isGlobalService, regionJudgement } from "../scope-judgement.ts";
import { scopeSuppositions } from "../scope-variations.ts";
import { likelyRegions } from "../value-sets.ts";

export const scopeGlobalServiceRegion: FindingRule = {
  id: "scope-global-service-region",
  stage: "scope",
  blame: "configuration",
  severity: "error",
  threads: 13,
  title: "A global service is signed for the wrong region",
  why: "IAM, Route 53, CloudFront and the global STS endpoint have one signing region for the whole partition (us-east-1), whatever region the client works in. Names such as aws-global are no region at all, and a regional STS endpoint wants its own region.",
  fix: "Sign for us-east-1 at a global endpoint (cn-northwest-1 or cn-north-1 in China, us-gov-west-1 in GovCloud), and for the endpoint's own region at sts.REGION.amazonaws.com; for STS set AWS_STS_REGIONAL_ENDPOINTS=regional and one AWS_REGION.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://iam.amazonaws.com/",
      service: "iam",
      region: "eu-central-1",
      headers: [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"]],
      body: "Action=ListUsers&Version=2010-05-08",
    }),
  onlyWhen: "other region",
  inspect: (context) => seen(regionJudgement(context)),
  readAnswer: (context) => seen(answeredRegionJudgement(context)),
  suppose: (context) => suppositions(context),
};

function seen(judgement: RegionJudgement | null): Observation[] {
  if (judgement?.fault !== "scope-global-service-region") return [];
  const { sent, expected } = judgement;
  const wanted =
    expected === null ? "the service takes no such region" : `this endpoint is signed for ${expected}`;
  return [{ detail: `It is signed for ${sent}; ${wanted}.`, evidence: { sent, expected } }];
}

/** The key or the string to sign carried a pseudo-region, or at a global service the client's home region. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  yield* scopeSuppositions(context, "region", pseudoRegions());
  if (!isGlobalService(context.endpoint)) return;
  const { region } = context.endpoint;
  const own = region === null || region === "*" ? [] : [region];
  const regions = new Set([...own, ...likelyRegions, ...knownRegions()]);
  yield* lateAfter(scopeSuppositions(context, "region", regions), 3 * likelyRegions.length);
}
