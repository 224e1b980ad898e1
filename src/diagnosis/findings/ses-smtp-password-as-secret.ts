// The SMTP password of Amazon SES stands where the secret access key belongs.
import { knownRegions } from "../../endpoints/partitions.ts";
import { oldSesSmtpPassword, sesSmtpPassword } from "../../sigv4/ses-smtp-password.ts";
import { exampleSecret, signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { secretSupposition } from "../secret-variations.ts";
import { likelyRegions } from "../value-sets.ts";

export const sesSmtpPasswordAsSecret: FindingRule = {
  id: "ses-smtp-password-as-secret",
  stage: "credentials",
  blame: "configuration",
  severity: "error",
  threads: 3,
  title: "The SMTP password of Amazon SES is used as the secret access key",
  why: "SMTP credentials of SES are an access key id and a password that is derived from the secret. The password (44 characters) works for SMTP alone; calls of the API are signed with the secret itself.",
  fix: "Set the secret access key of the same key (40 characters) for the API; where only the SMTP password was kept, make a new access key.",
  wrongFix: "Do not cut the password to 40 characters: the secret cannot be won back from it.",
  spec: "https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://email.us-east-1.amazonaws.com/v2/email/outbound-emails",
      service: "ses",
      headers: [["Content-Type", "application/json"]],
      body: "{}",
      secret: sesSmtpPassword(exampleSecret, "us-east-1"),
    }),
  inspect: (context) => (context.generations?.secretForm === "smtp-password" ? seen(context) : []),
  suppose: (context) => suppositions(context),
};

/** The secret that countersign knows is itself such a password: it cannot be AWS's. */
function seen({ envelope, verdict, answer }: RuleContext): Observation[] {
  if (envelope === null || (answer !== null && answer.status < 400)) return [];
  const known = "The secret known for this key id has the form of an SMTP password of SES (44 characters)";
  const evidence = { accessKeyId: envelope.accessKeyId, verdict };
  if (verdict === "valid")
    return [{ detail: `${known}, and the client signs with it.`, evidence, proven: true }];
  const settledBy = "the secret access key itself, given in place of the password.";
  return [{ detail: `${known}: no signature can be judged by it.`, evidence, settledBy }];
}

function* suppositions({ envelope }: EnvelopeContext): Generator<Supposition> {
  const { region, service } = envelope.credentialScope;
  const ofMail = service === "ses" || service === "email";
  yield ofRegion(region);
  const old = secretSupposition({ words: "as an SMTP password of the old kind", change: oldSesSmtpPassword });
  yield ofMail ? old : { ...old, late: true };
  for (const other of new Set([...likelyRegions, ...knownRegions()])) {
    if (other === region) continue;
    const early = ofMail && likelyRegions.slice(0, 4).includes(other);
    yield early ? ofRegion(other) : { ...ofRegion(other), late: true };
  }
}

function ofRegion(region: string): Supposition {
  return secretSupposition({
    words: `as the SMTP password of ${region}`,
    change: (secret) => sesSmtpPassword(secret, region),
  });
}
