// The client signs with the secret of another key than the one it names.

import type { TextClaim } from "../../sigv4/text-claim.ts";
import { looksLikeSecret } from "../credential-shape.ts";
import { exampleKnowledge, signedExample } from "../example.ts";
import { placeholderOf } from "../placeholders.ts";
import { shownKeyId } from "../prediction-redaction.ts";
import { speaksOfAnother } from "../replayed-answer.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { saysMismatch, serverReadTheSame } from "../server-view.ts";
import { isSent } from "../signed-headers.ts";
import { nothingOdd } from "../text-signs-scope.ts";
import { isTornWith } from "../torn-sets.ts";

export const secretAkidMismatchedPair: FindingRule = {
  id: "secret-akid-mismatched-pair",
  stage: "credentials",
  blame: "configuration",
  severity: "error",
  threads: 9,
  title: "The access key id and the secret access key do not belong together",
  why: "The id names one key and the signature is made with the secret of another: a rotation done by half, two profiles or .env files mixed, or an environment variable that hides half of a profile.",
  fix: "Set id and secret from the same key, both together; look for a second source that sets only one of them (environment before profile before container or instance role).",
  wrongFix: "Do not search the signing code: what was signed is what AWS read.",
  spec: "observed: aws/aws-cli#5341, aws/aws-sdk-js#1443, nodemailer/nodemailer#497",
  example: () => {
    const other = exampleKnowledge("je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY", "AKIAI44QH8DHBEXAMPLE");
    return signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
      knowledge: { credentials: [...exampleKnowledge().credentials, ...other.credentials], signingKeys: [] },
    });
  },
  // A request made up again from the server's own text agrees with it by itself.
  readAnswer: (context) =>
    saysMismatch(context.answer) && context.origin !== "server-texts" && speaksOfAnother(context) === null
      ? sameRequest(context)
      : [],
  suppose: (context) => suppositions(context),
  readTexts: nothingOdd,
};

/** Other faults of the key that show the same: the server read what was sent, and comes to another signature. */
const alsoPossible = [
  "secret-truncated-or-mistyped",
  "secret-plus-slash-mangled",
  "secret-whitespace-newline",
  "signing-key-stale",
  "torn-credential-set",
  "ses-smtp-password-as-secret",
  "key-chain-hex-not-raw",
  "hmac-argument-order",
  "missing-aws4-prefix",
];

/** The server built the very canonical request that was sent: then only the key can differ. */
function sameRequest(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const { verdict, envelope } = context;
  if (context.textClaim) return sameText(context, context.textClaim);
  if (envelope === null || (verdict !== "unverifiable" && verdict !== "valid") || !serverReadTheSame(context))
    return [];
  // The server read what was sent; the client signed a header that was not.
  if (verdict === "unverifiable" && lacksSignedHeader(context)) return [];
  const held =
    verdict === "valid"
      ? " The secret that countersign knows gives the client's signature; AWS holds another."
      : "";
  const detail = `AWS built the same canonical request as was sent and came to another signature, so the key is wrong.${held}`;
  return [{ detail, evidence: { accessKeyId: shownKeyId(envelope.accessKeyId), alsoPossible } }];
}

function lacksSignedHeader(context: RuleContext): boolean {
  const listed = context.envelope?.signedHeaders.map((name) => name.toLowerCase()) ?? [];
  return listed.some((name) => name !== "host" && name !== ":authority" && !isSent(context, name));
}

/** The same for Version 2 and for a form: S3 shows the text it signed. */
function sameText(
  { verdict, answer }: RuleContext & { readonly answer: ServerAnswer },
  claim: TextClaim,
): Observation[] {
  const theirs = answer.stringToSign;
  if (theirs === null || (verdict !== "unverifiable" && verdict !== "valid")) return [];
  if (!claim.texts.some(({ text }) => text === theirs || text === theirs.trimEnd())) return [];
  const held =
    verdict === "valid"
      ? " The secret that countersign knows gives the client's signature; AWS holds another."
      : " Unless the client signed another text than it sent.";
  const own = claim.form === "post-policy" ? "post-policy-signature" : "sigv2-canonicalization";
  return [
    {
      detail: `AWS signed the same text as was sent and came to another signature, so the key is wrong.${held}`,
      evidence: {
        accessKeyId: shownKeyId(claim.accessKeyId),
        alsoPossible: verdict === "valid" ? alsoPossible : [own, ...alsoPossible],
      },
    },
  ];
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const sent = context.envelope.accessKeyId;
  // An id that is empty, has white space in it, is a placeholder or is a secret has a fault of its own, under which the same keys are tried.
  if (!/^\w+$/.test(sent) || looksLikeSecret(sent) || placeholderOf(sent) !== null) return;
  const named = shownKeyId(sent);
  for (const other of context.otherCredentials) {
    const { ref, accessKeyId, source } = other;
    // Two temporary sets and a token: a torn set says more.
    if (isTornWith(context, other)) continue;
    const changes = [{ part: "secret access key", from: `that of ${named}`, to: `that of ${accessKeyId}` }];
    const detail = `The Credential names ${named}; the signature is made with the secret of ${accessKeyId} (${source}).`;
    yield {
      changes,
      key: { otherCredentials: ref },
      detail,
      evidence: { named, signedWith: accessKeyId, source },
    };
  }
}
