// Key id and secret are exchanged: the secret stands in the Credential, in the open.
import { credentialIdPart, holdsSlashedSecret, looksLikeSecret } from "../credential-shape.ts";
import { exampleAccessKeyId, exampleSecret, signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const swappedAkidSecret: FindingRule = {
  id: "swapped-akid-secret",
  stage: "credentials",
  blame: "configuration",
  severity: "error",
  threads: 3,
  title: "The access key id and the secret access key are exchanged: the secret is sent in the open",
  why: "What stands in the Credential has the form of a secret access key. The two settings were filled the wrong way round, so the secret goes to logs and error messages.",
  fix: "Exchange the two settings, then delete this key and make a new one: its secret has been sent and may be in logs.",
  wrongFix: "Do not exchange them and go on with the same key.",
  spec: "observed: aws/aws-sdk-go#289, mhart/aws4#97",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      accessKeyId: exampleSecret,
      secret: exampleAccessKeyId,
    }),
  inspect: (context) =>
    context.reading.kind === "malformed" ? inBrokenCredential(context) : inKeyId(context),
  readAnswer: ({ reading, answer }) => {
    const got = /exactly 5 slash-delimited elements[^']*'([^']*)'/.exec(answer.message ?? "")?.[1] ?? "";
    const id = reading.kind === "absent" ? credentialIdPart(got) : null;
    return id !== null && (id.includes("\u2026") || holdsSlashedSecret(id)) ? [observation(null)] : [];
  },
  suppose: (context) => suppositions(context),
};

/** A secret with slashes breaks the Credential into more than five elements. */
function inBrokenCredential({ reading }: RuleContext): Observation[] {
  if (reading.kind !== "malformed") return [];
  const arity = reading.reasons.find((one) => one.reason === "credential-arity");
  const id = arity?.reason === "credential-arity" ? credentialIdPart(arity.credential) : null;
  return id !== null && holdsSlashedSecret(id) ? [observation(id.length)] : [];
}

function inKeyId({ envelope }: RuleContext): Observation[] {
  const id = envelope?.accessKeyId ?? "";
  return id.length === 40 && looksLikeSecret(id) ? [observation(id.length)] : [];
}

function observation(characters: number | null): Observation {
  const count = characters === null ? "characters" : `${characters} characters`;
  const detail = `Where the access key id belongs stand ${count} of the form of a secret; they are not shown here.`;
  return { detail, evidence: { characters } };
}

/** The id of a known key was used as the secret. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (!looksLikeSecret(context.envelope.accessKeyId)) return;
  for (const { ref, accessKeyId } of context.otherCredentials) {
    const changes = [
      { part: "secret access key", from: "the secret", to: `the access key id ${accessKeyId}` },
    ];
    const detail = `The signature is made with the key id ${accessKeyId} as the secret, and the secret stands in the Credential.`;
    yield {
      changes,
      key: { otherCredentials: ref, secret: () => accessKeyId },
      detail,
      evidence: { signedWith: accessKeyId },
    };
  }
}
