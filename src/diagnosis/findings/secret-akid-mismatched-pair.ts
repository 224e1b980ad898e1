// The client signs with the secret of another key than the one it names.

import { looksLikeSecret } from "../credential-shape.ts";
import { exampleKnowledge, signedExample } from "../example.ts";
import { shownKeyId } from "../prediction-redaction.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { serverReadTheSame } from "../server-view.ts";

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
  readAnswer: (context) => (mismatchCodes.has(context.answer.code ?? "") ? sameRequest(context) : []),
  suppose: (context) => suppositions(context),
};

const mismatchCodes: ReadonlySet<string> = new Set([
  "SignatureDoesNotMatch",
  "InvalidSignatureException",
  "InvalidSignature",
]);

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
  if (envelope === null || (verdict !== "unverifiable" && verdict !== "valid") || !serverReadTheSame(context))
    return [];
  const held =
    verdict === "valid"
      ? " The secret that countersign knows gives the client's signature; AWS holds another."
      : "";
  const detail = `AWS built the same canonical request as was sent and came to another signature, so the key is wrong.${held}`;
  return [{ detail, evidence: { accessKeyId: shownKeyId(envelope.accessKeyId), alsoPossible } }];
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const sent = context.envelope.accessKeyId;
  // An id that is empty, has white space in it or is a secret has a fault of its own, under which the same keys are tried.
  if (!/^\w+$/.test(sent) || looksLikeSecret(sent)) return;
  const named = shownKeyId(sent);
  for (const { ref, accessKeyId, source } of context.otherCredentials) {
    if (accessKeyId === sent) continue;
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
