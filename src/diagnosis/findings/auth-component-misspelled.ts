// A word of the Authorization header is misspelled: the algorithm, or the name of a component.
import { misspelledAlgorithm, misspelledComponents } from "../authorization-words.ts";
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const authComponentMisspelled: FindingRule = {
  id: "auth-component-misspelled",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "A word of the Authorization header is misspelled",
  why: "The algorithm and the names Credential, SignedHeaders and Signature are compared letter by letter. A header built by hand has one of them wrong, so the service does not find it.",
  fix: "Spell the header exactly: AWS4-HMAC-SHA256, then Credential=, SignedHeaders= and Signature=; use the same algorithm in the first line of the string to sign.",
  spec: "observed: repost.aws/QUbFLU2CE7Sna5w2ohuUK7-A, and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sent: (request) => {
        const authorization = request.headers.find(([name]) => name === "Authorization")?.[1] ?? "";
        return withHeader(request, "Authorization", authorization.replace("Credential=", "Credentials="));
      },
    }),
  onlyWhen: "not read",
  inspect: (context) => (context.reading.kind === "malformed" ? seen(context) : []),
  readAnswer: ({ reading, answer }) => {
    const algorithm = /Unsupported AWS 'algorithm': '([^']*)'/.exec(answer.message ?? "")?.[1] ?? "";
    const found = reading.kind === "absent" ? misspelledAlgorithm(algorithm) : null;
    return found === null
      ? []
      : [
          {
            detail: `The service does not know "${found.sent}"; ${found.meant} was meant.`,
            evidence: { ...found },
          },
        ];
  },
  suppose: (context) => suppositions(context),
};

function seen({ reading, lenientVerdict }: RuleContext): Observation[] {
  if (reading.kind !== "malformed") return [];
  const algorithm = misspelledAlgorithm(reading.parts.algorithm ?? "");
  const missing = reading.reasons.some((one) => one.reason === "component-missing");
  const components = missing && reading.form !== "presigned-url" ? misspelledComponents(reading.text) : [];
  const found = [...(algorithm === null ? [] : [algorithm]), ...components];
  if (found.length === 0) return [];
  const detail = found.map(({ sent, meant }) => `"${sent}" stands where ${meant} belongs.`).join(" ");
  const right = lenientVerdict === "valid" ? " But for that the signature is right." : "";
  return [
    {
      detail: `${detail}${right}`,
      evidence: { sent: found.map(({ sent }) => sent), meant: found.map(({ meant }) => meant) },
    },
  ];
}

/** The misspelled algorithm stands in the header alone, or in the first line of the string to sign alone. */
function* suppositions({ envelope }: EnvelopeContext): Generator<Supposition> {
  const found = misspelledAlgorithm(envelope.algorithm);
  if (found === null) return;
  const changes = [{ part: "algorithm (string to sign)", from: found.sent, to: found.meant }];
  yield {
    changes,
    text: { algorithm: found.meant },
    detail: `The header says "${found.sent}"; ${found.meant} was signed.`,
  };
}
