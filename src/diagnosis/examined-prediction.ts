// The prediction of an examination beside the answer it got: what was predicted, whether it came so, and the finding when not.
import { parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import type { Derivation } from "../sigv4/derivation.ts";
import { agreement } from "./answer-agreement.ts";
import { answerDifference } from "./answer-difference.ts";
import type { Finding } from "./examination.ts";
import { predict, predictedSuccess } from "./predict.ts";
import type { Prediction } from "./prediction.ts";
import type { RuleContext } from "./rule.ts";

/** A prediction put to the test. */
export interface ComparedPrediction {
  readonly prediction: Prediction;
  /** Null where nothing was answered. */
  readonly agrees: boolean | null;
  /** Null where the answer does not differ, or nothing was said that it could differ from. */
  readonly difference: Finding | null;
}

/** Predicts the answer to a request and compares the real one; `derivation` gives the canonical texts of a mismatch. */
export function comparedPrediction(
  context: RuleContext,
  derivation: Derivation | null,
  findings: readonly Finding[],
): ComparedPrediction {
  const prediction = acceptedAsRight(context, findings)
    ? predictedSuccess(context.endpoint, context.request, context.envelope?.credentialScope.service ?? null)
    : walked(context, derivation);
  const agrees = agreement(prediction, context.answer);
  return {
    prediction,
    agrees,
    difference: agrees === false ? answerDifference(context, prediction, findings) : null,
  };
}

/** A right signature with nothing to find, and the service took it: walking its checks would only repeat that. */
function acceptedAsRight(context: RuleContext, findings: readonly Finding[]): boolean {
  const { verdict, answer } = context;
  const taken = verdict === "valid" && findings.length === 0 && answer !== null && answer.status < 400;
  return taken && seemsFresh(context);
}

/** Closer than any service's window: no check of time can refuse it. */
const smallestWindowMs = 300_000;

function seemsFresh({ nowEpochMs, envelope }: RuleContext): boolean {
  if (nowEpochMs === null || envelope === null || envelope.amzDate === null) return true;
  const signedAt = parseHttpOrIsoDate(envelope.amzDate);
  return signedAt === null || Math.abs(nowEpochMs - signedAt) < smallestWindowMs;
}

function walked(context: RuleContext, derivation: Derivation | null): Prediction {
  return predict({
    request: context.request,
    reading: context.reading,
    envelope: context.envelope,
    endpoint: context.endpoint,
    verdict: context.verdict,
    nowEpochMs: context.nowEpochMs,
    accessKeyIdKnown: context.accessKeyIdKnown ? true : null,
    derivation,
    stream: context.stream,
    token: credentialsEnded(context) ? "expired" : null,
  });
}

function credentialsEnded({ credentialsEndEpochMs, nowEpochMs }: RuleContext): boolean {
  return nowEpochMs !== null && (credentialsEndEpochMs ?? Number.POSITIVE_INFINITY) < nowEpochMs;
}
