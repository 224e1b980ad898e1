// The Credential does not have its five elements.
import { credentialIdPart, credentialShape, holdsSlashedSecret } from "../credential-shape.ts";
import { signedExample, withHeader } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";

export const credentialWrongArity: FindingRule = {
  id: "credential-wrong-arity",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "The Credential does not have exactly five elements",
  why: "A Credential is key id, date, region, service and aws4_request, separated by slashes. An empty region or a slash too many changes the number.",
  fix: "Write Credential=KEYID/YYYYMMDD/REGION/SERVICE/aws4_request and set the region (AWS_REGION, or region in the profile).",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sent: (request) => {
        const authorization = request.headers.find(([name]) => name === "Authorization")?.[1] ?? "";
        return withHeader(request, "Authorization", authorization.replace("/us-east-1/", "/"));
      },
    }),
  onlyWhen: "not read",
  inspect: (context) => (context.reading.kind === "malformed" ? seen(context) : []),
  readAnswer: ({ reading, answer }) => {
    if (reading.kind !== "absent" || answer.message === null) return [];
    const told = /the Credential is mal-formed|Credential must have exactly 5 slash-delimited elements/.test(
      answer.message,
    );
    const got = /got '([^']*)'/.exec(answer.message)?.[1] ?? "";
    // A secret in the place of the key id brings slashes; in the answer it is already shortened.
    const id = credentialIdPart(got) ?? "";
    if (!told || id.includes("\u2026") || holdsSlashedSecret(id)) return [];
    return [
      {
        detail: "The service says that the Credential is malformed.",
        evidence: { shape: credentialShape(got) },
      },
    ];
  },
};

function seen({ reading }: RuleContext): Observation[] {
  if (reading.kind !== "malformed") return [];
  const arity = reading.reasons.find((one) => one.reason === "credential-arity");
  if (arity?.reason !== "credential-arity") return [];
  // SigV4A has no region in its scope; a blank cuts the Credential short; a secret brings slashes of its own.
  if (arity.parts === 4 && reading.parts.algorithm === "AWS4-ECDSA-P256-SHA256") return [];
  // A presigned URL that was encoded once more is a class of its own.
  if (reading.form === "presigned-url" && /%2F/i.test(arity.credential)) return [];
  if (reading.reasons.some((one) => one.reason === "component-not-key-value")) return [];
  if (/\s/.test(arity.credential) || holdsSlashedSecret(credentialIdPart(arity.credential) ?? "")) return [];
  // A header cut inside the key id.
  if (arity.parts === 1 && reading.reasons.some((one) => one.reason === "component-missing")) return [];
  const shape = credentialShape(arity.credential);
  return [
    {
      detail: `The Credential has ${arity.parts} elements: ${shape}.`,
      evidence: { elements: arity.parts, shape },
    },
  ];
}
