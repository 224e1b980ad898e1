// What it means that AWS answered otherwise than predicted. The difference is a fact; its reasons are named as far as they are known.
import { sha256Hex } from "../http/digest.ts";
import { headerValue } from "../http/raw-headers.ts";
import { isoDate } from "../sigv4/amz-date.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { ownClockOffset, refusesTheDate } from "./clock-offset.ts";
import { durationWords } from "./duration-words.ts";
import { answerDiffers } from "./engine-findings.ts";
import type { Finding } from "./examination.ts";
import { engineFinding } from "./inspect.ts";
import type { Prediction } from "./prediction.ts";
import type { Evidence, RuleContext } from "./rule.ts";
import type { ServerAnswer } from "./server-answer.ts";

type Answered = RuleContext & { readonly answer: ServerAnswer };

/**
 * The finding for an answer that is not the predicted one; null where the prediction made no claim about it. It is a note when
 * a cause is found already, and a warning otherwise.
 */
export function answerDifference(
  context: RuleContext,
  prediction: Prediction,
  findings: readonly Finding[],
): Finding | null {
  const { answer } = context;
  if (answer === null || !comparable(context, prediction, answer)) return null;
  const meaning = meaningOf({ ...context, answer }, prediction);
  if (meaning === null) return null;
  const detail = `Predicted was ${words(prediction)}, AWS answered ${words(answer)}. ${meaning.sentence}`;
  const evidence = {
    predictedStatus: prediction.status,
    predictedCode: prediction.code,
    answeredStatus: answer.status,
    answeredCode: answer.code,
    ...meaning.evidence,
  };
  const made = engineFinding(answerDiffers, detail, evidence, "observed");
  return findings.some(({ isCause }) => isCause) ? { ...made, severity: "note" } : made;
}

/** Whether the prediction said anything that the answer could contradict. */
function comparable(
  { reading, verdict }: RuleContext,
  prediction: Prediction,
  answer: ServerAnswer,
): boolean {
  // Whether an unsigned request is welcome is for policies to say, and a failing service says nothing about signatures.
  if (reading.kind === "absent" || reading.kind === "other-scheme" || answer.status >= 500) return false;
  if (answer.code !== null && kindOf(answer) === kindOf(prediction)) return false;
  // Without a secret nothing was predicted of signature, key and token.
  return verdict !== "unverifiable" || prediction.code !== null || refusesTheDate(answer);
}

type Kind = "mismatch" | "time" | "key" | "token" | "grammar" | "missing" | "other" | "none";

const kinds: Readonly<Record<string, Kind>> = {
  SignatureDoesNotMatch: "mismatch",
  InvalidSignatureException: "mismatch",
  InvalidSignature: "mismatch",
  AuthFailure: "mismatch",
  InvalidAccessKeyId: "key",
  InvalidClientTokenId: "key",
  UnrecognizedClientException: "key",
  UnrecognizedClient: "key",
  InvalidToken: "token",
  ExpiredToken: "token",
  ExpiredTokenException: "token",
  AuthorizationHeaderMalformed: "grammar",
  AuthorizationQueryParametersError: "grammar",
  IncompleteSignature: "grammar",
  IncompleteSignatureException: "grammar",
  MissingAuthenticationToken: "missing",
  MissingAuthenticationTokenException: "missing",
};

/** What a code, with its message, complains of. Scopes are answered with the codes of a mismatch. */
function kindOf({ code, message }: Pick<ServerAnswer, "code" | "message">): Kind {
  if (code === null) return "none";
  if (refusesTheDate({ code, message })) return "time";
  const kind = kinds[code] ?? "other";
  return kind === "mismatch" && /^(?:Credential should|Date in Credential|'Host')/.test(message ?? "")
    ? "grammar"
    : kind;
}

interface Meaning {
  readonly sentence: string;
  readonly evidence?: Evidence;
}

function meaningOf(context: Answered, prediction: Prediction): Meaning | null {
  const predicted = kindOf(prediction);
  const answered = kindOf(context.answer);
  if (answered === "time") return context.nowEpochMs === null ? null : clockMeaning(context);
  if (predicted === "time") return clockMeaning(context);
  if (context.answer.status < 400) return acceptedMeaning(predicted);
  if (answered === "mismatch") return mismatchMeaning(context, predicted);
  if (answered === "key" || answered === "token")
    return {
      sentence: `AWS looked at the ${answered === "key" ? "access key id" : "session token"} and refused it; whether it is still good only AWS knows.`,
    };
  if (answered === "other")
    return {
      sentence:
        "That code is no refusal of a signature in the tables: the service refused for a reason of its own, or looks at it earlier than its table says.",
    };
  return { sentence: "The service makes this check earlier, or makes one that its table does not have." };
}

const clockNoiseSeconds = 120;

function clockMeaning(context: Answered): Meaning {
  const { answer, response, nowEpochMs } = context;
  if (response !== null && headerValue(response.headers, "age") !== undefined)
    return { sentence: "The answer carries Age: a cache gave it, and its time is an old one." };
  const offsetMs = ownClockOffset(context)?.offsetMs ?? offlineOffset(answer, nowEpochMs);
  if (offsetMs !== null && Math.abs(offsetMs) > clockNoiseSeconds * 1000) {
    const side = offsetMs > 0 ? "behind" : "ahead of";
    return {
      sentence: `The clock that countersign judged by is ${durationWords(offsetMs / 1000)} ${side} AWS's: it is wrong, not the prediction.`,
      evidence: { clockOffsetSeconds: Math.round(offsetMs / 1000), judgedAt: isoOrNull(nowEpochMs) },
    };
  }
  return {
    sentence:
      "The two clocks agree as far as the answer tells: the request waited on its way, or the service allows another time than its table says.",
  };
}

/** Without the times of the exchange, the judge's own time against the answer's Date. */
function offlineOffset({ dateEpochMs }: ServerAnswer, nowEpochMs: number | null): number | null {
  return dateEpochMs === null || nowEpochMs === null ? null : dateEpochMs - nowEpochMs;
}

function acceptedMeaning(predicted: Kind): Meaning {
  if (predicted === "mismatch")
    return {
      sentence:
        "The service took a signature that the secret known here does not give: countersign knows another secret for this key id than AWS (an old one, or that of another profile), or the service reads the request in a way that countersign does not know.",
    };
  return { sentence: "The service is more forgiving than its table: it took what others refuse." };
}

function mismatchMeaning(context: Answered, predicted: Kind): Meaning {
  if (context.verdict !== "valid")
    return { sentence: "The service looked at the signature before what was predicted to stop the request." };
  const same = sameHash(context);
  const lead = predicted === "none" ? "The secret known here gives the client's signature. " : "";
  if (same === true)
    return {
      sentence: `${lead}The hash in AWS's string to sign is that of the request as it left here, so AWS holds another secret for this key id, or still uses a key that was replaced a moment ago.`,
      evidence: { serverHash: "equal" },
    };
  if (same === false)
    return {
      sentence: `${lead}The hash in AWS's string to sign is not that of the request as it left here: something between here and AWS changed it.`,
      evidence: { serverHash: "different" },
    };
  return {
    sentence: `${lead}AWS does not show its string to sign, so three things remain: AWS holds another secret for this key id, something between here and AWS changed the request, or AWS still uses a key that was replaced a moment ago.`,
    evidence: { serverHash: null },
  };
}

/** Whether the server's string to sign ends in the hash of the request as sent; null where it does not show one. */
function sameHash({ answer, input }: Answered): boolean | null {
  const lines = answer.stringToSign?.trimEnd().split("\n") ?? [];
  if (input === null || lines.length !== 4) return null;
  return lines[3] === sha256Hex(canonicalRequest(input));
}

function words({ status, code }: { readonly status: number; readonly code: string | null }): string {
  return code === null ? (status < 400 ? "success" : `status ${status}`) : `${status} ${code}`;
}

function isoOrNull(atEpochMs: number | null): string | null {
  return atEpochMs === null ? null : isoDate(atEpochMs);
}
