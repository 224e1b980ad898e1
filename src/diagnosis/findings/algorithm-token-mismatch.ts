// The algorithm that the request names is not the one in the first line of the string to sign.
import { ecdsaAlgorithm, hmacAlgorithm } from "../../sigv4/terms.ts";
import { misspelledAlgorithm } from "../authorization-words.ts";
import { signedExample } from "../example.ts";
import type {
  EnvelopeContext,
  FindingRule,
  Observation,
  RuleContext,
  Supposition,
  TextSupposition,
} from "../rule.ts";
import { envelopeStringToSign } from "../sigv4a-texts.ts";

export const algorithmTokenMismatch: FindingRule = {
  id: "algorithm-token-mismatch",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The algorithm is named differently in the request and in the string to sign",
  why: "The first line of the string to sign repeats the algorithm of the request. AWS4-HMAC-SHA256-PAYLOAD and -TRAILER belong to the signatures of chunks and trailers only, never to the request's own.",
  fix: "Write AWS4-HMAC-SHA256 both in Authorization (or X-Amz-Algorithm) and in the first line of the string to sign; use -PAYLOAD and -TRAILER for chunks and trailers alone.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      signedText: { algorithm: "AWS4-HMAC-SHA256-PAYLOAD" },
    }),
  onlyWhen: "not read",
  inspect: (context) => (context.reading.kind === "malformed" ? seen(context) : []),
  readAnswer: (context) => {
    const told =
      /^(?:Only AWS4-HMAC-SHA256 is supported|X-Amz-Algorithm only supports|Unsupported AWS 'algorithm': 'AWS4-)/.test(
        context.answer.message ?? "",
      );
    if (!told || seen(context).length > 0) return [];
    return [
      {
        detail: "The service does not take the algorithm that is named.",
        evidence: { code: context.answer.code },
      },
    ];
  },
  suppose: (context) => suppositions(context),
  supposeText: (context, late) => {
    const { envelope, input } = context;
    if (late || envelope?.algorithm !== ecdsaAlgorithm || input === null) return [];
    return hmacTexts({ ...context, envelope, input });
  },
};

const tokens = [
  hmacAlgorithm,
  "AWS4-HMAC-SHA256-PAYLOAD",
  "AWS4-HMAC-SHA256-TRAILER",
  ecdsaAlgorithm,
  "AWS4-ECDSA-P256-SHA256-PAYLOAD",
  "AWS4-ECDSA-P256-SHA256-TRAILER",
  "AWS4-HMAC-SHA1",
  "AWS4-HMAC-SHA512",
  "AWS4_HMAC_SHA256",
  "AWS4-HMAC-SHA-256",
  "AWS4-SHA256",
  "",
];

/** A token of the family that no request may be signed with. */
function seen({ reading }: RuleContext): Observation[] {
  if (reading.kind !== "malformed") return [];
  const reason = reading.reasons.find((one) => one.reason === "algorithm-unsupported");
  if (reason?.reason !== "algorithm-unsupported" || !/^AWS4/.test(reason.algorithm)) return [];
  // A slip of the pen has a class of its own.
  if (misspelledAlgorithm(reason.algorithm) !== null) return [];
  const algorithm = reason.algorithm.slice(0, 64);
  return [{ detail: `The request names the algorithm ${algorithm}.`, evidence: { algorithm } }];
}

function* suppositions({ envelope }: EnvelopeContext): Generator<Supposition> {
  if (misspelledAlgorithm(envelope.algorithm) !== null) return;
  for (const algorithm of tokens) {
    if (algorithm === envelope.algorithm) continue;
    yield { ...words(envelope.algorithm, algorithm), text: { algorithm } };
  }
}

/** The request names SigV4A, and the signature is an HMAC. */
function* hmacTexts(context: EnvelopeContext): Generator<TextSupposition> {
  const named = context.envelope.algorithm;
  if (context.envelope.providedSignature.length !== 64) return;
  for (const algorithm of tokens) {
    const text = envelopeStringToSign(context, { algorithm });
    yield { ...words(named, algorithm), signed: { text, method: hmacAlgorithm } };
  }
}

function words(named: string, algorithm: string): Pick<Supposition, "changes" | "detail" | "evidence"> {
  return {
    changes: [{ part: "algorithm in the string to sign", from: named, to: algorithm }],
    detail: `The request names ${named}; the client signed with "${algorithm}" in the first line.`,
    evidence: { sent: named, signedWith: algorithm },
  };
}
