// The region carries a NUL byte, in the Credential, in the string to sign or in the key.
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import type { RegionJudgement } from "../scope-judgement.ts";
import { answeredRegionJudgement, regionJudgement } from "../scope-judgement.ts";
import { scopeSuppositions } from "../scope-variations.ts";

export const regionNulByte: FindingRule = {
  id: "region-nul-byte",
  stage: "scope",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The region has a NUL byte in it",
  why: "The region was cut out of an availability zone by overwriting its last letter with a NUL byte, or came from a fixed-size buffer. Most programs show it as if it were not there, but it is signed.",
  fix: "Cut the text instead of writing a NUL into it, and pass the region with its own length; or set AWS_REGION outright.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      region: "us-east-1\0",
    }),
  onlyWhen: "other region",
  inspect: (context) => seen(regionJudgement(context), context),
  readAnswer: (context) => seen(answeredRegionJudgement(context), context),
  suppose: (context) => suppositions(context),
};

function seen(judgement: RegionJudgement | null, context: RuleContext): Observation[] {
  if (judgement?.fault !== "region-nul-byte") return [];
  const shown = judgement.sent.replaceAll("\0", "\\0");
  const where = context.envelope === null ? "The service read" : "The Credential carries";
  return [
    { detail: `${where} the region as "${shown}".`, evidence: { sent: shown, expected: judgement.expected } },
  ];
}

/** All four of text and key with and without the byte, less the one that was sent. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const sent = context.envelope.credentialScope.region;
  const cut = sent.split("\0")[0] ?? "";
  for (const { changes, ...rest } of scopeSuppositions(
    context,
    "region",
    sent === cut ? [`${cut}\0`] : [cut],
  )) {
    const shown = changes.map(({ part, from, to }) => ({
      part,
      from: from.replaceAll("\0", "\\0"),
      to: to.replaceAll("\0", "\\0"),
    }));
    const signedWith = shown[0]?.to ?? "";
    yield {
      ...rest,
      changes: shown,
      detail: `The client used the region "${signedWith}" (${shown[0]?.part}).`,
      evidence: { signedWith },
    };
  }
}
