// The request is signed for a region that the endpoint does not serve.
import { knownRegions } from "../../endpoints/partitions.ts";
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import type { EnvelopeContext, FindingRule, Observation, Supposition } from "../rule.ts";
import type { RegionJudgement } from "../scope-judgement.ts";
import { answeredRegionJudgement, isGlobalService, regionJudgement } from "../scope-judgement.ts";
import { scopeSuppositions } from "../scope-variations.ts";
import { likelyRegions } from "../value-sets.ts";

export const scopeRegionWrong: FindingRule = {
  id: "scope-region-wrong",
  stage: "scope",
  blame: "configuration",
  severity: "error",
  threads: 16,
  title: "The request is signed for another region than the endpoint's",
  why: "A signature is bound to one region: it stands in the Credential and goes into the signing key. The client was told one region and sends to an endpoint (or a bucket) of another.",
  fix: "Set the client's region to that of the endpoint or bucket (AWS_REGION, region in the profile, the client's region option), or use the endpoint of the region meant.",
  wrongFix: "Do not change the key or its rights: the region is refused before the signature is looked at.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.eu-west-1.amazonaws.com/report.json",
      region: "us-east-1",
    }),
  onlyWhen: "other region",
  inspect: (context) => seen(regionJudgement(context)),
  readAnswer: (context) => seen(answeredRegionJudgement(context)),
  suppose: (context) => suppositions(context),
};

function seen(judgement: RegionJudgement | null): Observation[] {
  if (judgement?.fault !== "scope-region-wrong") return [];
  const { sent, expected } = judgement;
  const detail =
    expected === null
      ? `It is signed for ${sent}, which the service refused.`
      : `It is signed for ${sent}; the endpoint is in ${expected}.`;
  return [{ detail, evidence: { sent, expected } }];
}

/** The Credential names one region, and the client put another into the string to sign or the key. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (isGlobalService(context.endpoint)) return;
  const { region } = context.endpoint;
  const own = region === null || region === "*" ? [] : [region];
  const regions = new Set([...own, ...likelyRegions, ...knownRegions()]);
  // Beyond the regions used most it is a long tail: three places for each.
  yield* lateAfter(scopeSuppositions(context, "region", regions), 3 * likelyRegions.length);
}
