// The string to sign of a Version 2 signature is built in another way than the service builds it.
import type { SigV2Claim } from "../../sigv4/sigv2-claim.ts";
import type { SigV2Parts } from "../../sigv4/sigv2-parts.ts";
import { sigv2Readings, sigv2StringToSign } from "../../sigv4/sigv2-parts.ts";
import { sigv2Example } from "../example-sigv2.ts";
import type { FindingRule, Observation, RuleContext, TextSupposition } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { looksLikeSigv2Text, sigv2Differences } from "../sigv2-answer.ts";
import { sigv2QueryVariations } from "../sigv2-query-variations.ts";
import { sigv2Variations } from "../sigv2-variations.ts";
import { sigv2Signs } from "../text-signs-sigv2.ts";

export const sigv2Canonicalization: FindingRule = {
  id: "sigv2-canonicalization",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 20,
  title: "The string to sign of the Version 2 signature is built wrongly",
  why: "Version 2 signs five lines: method, Content-MD5, Content-Type, Date, and the x-amz- headers with the resource. A sub-resource the client's list does not have, a bucket missing from the resource, headers that are unsorted or keep their capitals, or a Content-Type that the HTTP library sets later all give another signature.",
  fix: "Use a client that signs with Version 4; in Version 2 build the string to sign from the request as it is sent: bucket in front of the path, listed sub-resources sorted, x-amz- headers in small letters and sorted, an empty Date line beside x-amz-date.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html",
  example: () =>
    sigv2Example({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json?tagging",
      headers: [["Content-Type", "application/xml"]],
      body: "<Tagging/>",
      signedParts: (parts) => ({ ...parts, subResources: [] }),
    }),
  readAnswer: (context) => (context.answer.code === "SignatureDoesNotMatch" ? answered(context) : []),
  supposeText: (context, late) =>
    context.reading.kind === "legacy" ? suppositions(context, context.reading.claim, late) : [],
  readTexts: (context) => sigv2Signs(context, "other"),
};

/** S3 shows the whole string to sign of its own: it is held against the request as captured. */
function answered(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const { reading, answer, textClaim } = context;
  const theirs = answer.stringToSign;
  if (theirs === null || answer.canonicalRequest !== null || !looksLikeSigv2Text(theirs)) return [];
  if (context.clientTexts !== null) return [];
  if (reading.kind === "absent") {
    const detail =
      "S3 built its own Version 2 string to sign and came to another signature: the client signed another text, or with another secret.";
    return [
      { detail, evidence: { alsoPossible: ["secret-akid-mismatched-pair", "secret-truncated-or-mistyped"] } },
    ];
  }
  if (reading.kind !== "legacy" || textClaim === null || reading.claim.dialect !== "s3") return [];
  const own = textClaim.texts.map(({ text }) => text);
  if (own.length === 0 || own.includes(theirs.trimEnd()) || own.includes(theirs)) return [];
  const lines = sigv2Differences(own[0] ?? "", theirs);
  const detail = `S3 built another string to sign than the request as captured gives. It differs in: ${lines.join("; ")}.`;
  return [{ detail, evidence: { lines } }];
}

function* suppositions(context: RuleContext, claim: SigV2Claim, late: boolean): Generator<TextSupposition> {
  if (claim.dialect === "query") {
    if (!late) yield* sigv2QueryVariations(context.request, claim);
    return;
  }
  const bases = sigv2Readings(context.request, claim);
  const [base] = bases;
  if (late && base) yield* pairs(context, claim, base);
  if (!late) for (const one of bases) yield* singles(context, claim, one);
}

function* singles(context: RuleContext, claim: SigV2Claim, base: SigV2Parts): Generator<TextSupposition> {
  for (const { parts, changes, detail } of sigv2Variations(context, claim, base))
    yield { changes, detail, signed: { text: sigv2StringToSign(parts), method: "HmacSHA1" } };
}

/** Two parts wrong at once: hand-written signers often have more than one fault. */
function* pairs(context: RuleContext, claim: SigV2Claim, base: SigV2Parts): Generator<TextSupposition> {
  for (const first of sigv2Variations(context, claim, base)) {
    for (const second of sigv2Variations(context, claim, first.parts)) {
      yield {
        changes: [...first.changes, ...second.changes],
        detail: `${first.detail} ${second.detail}`,
        signed: { text: sigv2StringToSign(second.parts), method: "HmacSHA1" },
      };
    }
  }
}
