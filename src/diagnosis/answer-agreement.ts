// Whether the real answer is the one that was predicted.
import { refusesTheDate } from "./clock-offset.ts";
import type { Prediction } from "./prediction.ts";
import type { ServerAnswer } from "./server-answer.ts";

/** An answer agrees with a predicted success unless it complains about the signature: a missing key or right is another matter. */
export function agreement(prediction: Prediction | null, answer: ServerAnswer | null): boolean | null {
  if (!prediction || !answer) return null;
  if (prediction.code === null)
    return answer.status < 400 || !(signatureComplaints.has(answer.code ?? "") || refusesTheDate(answer));
  if (answer.code !== null) return answer.code === prediction.code;
  return answer.status === prediction.status;
}

/** Codes by which services refuse a signature, its scope, its time, its token or its key. */
const signatureComplaints: ReadonlySet<string> = new Set([
  "AuthFailure",
  "AuthorizationHeaderMalformed",
  "AuthorizationQueryParametersError",
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignature",
  "InvalidSignatureException",
  "InvalidToken",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
  "XAmzContentSHA256Mismatch",
]);
