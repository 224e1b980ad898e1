// Codes and statuses of Query, EC2, JSON and REST services: one kind of refusal, a code for each dialect.

import type { AnswerDialect } from "./prediction.ts";
import type { CheckFacts, Refusal } from "./prediction-check.ts";

/** The kinds of refusal these services know; each dialect has its own code and status for them. */
export type RefusalKind =
  | "missing"
  | "incomplete"
  | "mismatch"
  | "unknown-key"
  | "expired-token"
  | "malformed-query";

type Wording = readonly [status: number, code: string];

const queryWords: Readonly<Record<RefusalKind, Wording>> = {
  missing: [403, "MissingAuthenticationToken"],
  incomplete: [400, "IncompleteSignature"],
  mismatch: [403, "SignatureDoesNotMatch"],
  "unknown-key": [403, "InvalidClientTokenId"],
  "expired-token": [403, "ExpiredToken"],
  "malformed-query": [400, "MalformedQueryString"],
};

const restJsonWords: Readonly<Record<RefusalKind, Wording>> = {
  missing: [403, "MissingAuthenticationTokenException"],
  incomplete: [403, "IncompleteSignatureException"],
  mismatch: [403, "InvalidSignatureException"],
  "unknown-key": [403, "UnrecognizedClientException"],
  "expired-token": [403, "ExpiredTokenException"],
  "malformed-query": [400, "MalformedQueryString"],
};

/** AWS JSON answers every refusal with 400 (seen with DynamoDB, Kinesis, Cognito, Cloud9). */
const jsonWords: Readonly<Record<RefusalKind, Wording>> = {
  missing: [400, "MissingAuthenticationTokenException"],
  incomplete: [400, "IncompleteSignatureException"],
  mismatch: [400, "InvalidSignatureException"],
  "unknown-key": [400, "UnrecognizedClientException"],
  "expired-token": [400, "ExpiredTokenException"],
  "malformed-query": [400, "MalformedQueryString"],
};

/** One status and code for whatever is wrong. */
function always(...wording: Wording): Readonly<Record<RefusalKind, Wording>> {
  return {
    missing: wording,
    incomplete: wording,
    mismatch: wording,
    "unknown-key": wording,
    "expired-token": wording,
    "malformed-query": wording,
  };
}

const authFailure: Wording = [401, "AuthFailure"];

/** Code and status for each kind of refusal. EC2 answers whatever concerns scope, time, key or signature with AuthFailure. */
export const refusalWords: Readonly<
  Record<Exclude<AnswerDialect, "s3">, Readonly<Record<RefusalKind, Wording>>>
> = {
  query: queryWords,
  "rest-xml": queryWords,
  ec2: { ...queryWords, mismatch: authFailure, "unknown-key": authFailure, "expired-token": authFailure },
  json: jsonWords,
  "rest-json": restJsonWords,
  front: restJsonWords,
  "lambda-url": restJsonWords,
  appsync: restJsonWords,
  opensearch: restJsonWords,
  // Seen with abutaha/aws-es-proxy#132 and opensearch-project/opensearch-js#1063: nothing tells the reasons apart.
  aoss: always(403, "Forbidden"),
  neptune: always(403, "AccessDeniedException"),
  // odelot/aws-mqtt-websockets#7 and #54: x-amzn-ErrorType names this exception for a wrong signature and for an old one.
  "iot-websocket": always(403, "ForbiddenException"),
};

const authFailureMessage = "AWS was not able to validate the provided access credentials";
/** Where the order and most rows were learned; a rule number of that chart follows. */
export const measured = "dacut/scratchstack-aws-signature, AWS Auth Error Ordering, rule";

/** A refusal in S3's shape. */
export function refusal(facts: CheckFacts, kind: RefusalKind, message: string | null): Refusal {
  const [status, code] = refusalWords[facts.dialect === "s3" ? "query" : facts.dialect][kind];
  if (facts.dialect === "aoss") return { status, code, message: "403 Forbidden", elements: [serverlessHint] };
  return { status, code, message: code === "AuthFailure" ? authFailureMessage : message, elements: [] };
}

/** The one header by which OpenSearch Serverless says that its gateway, not a policy, refused (abutaha/aws-es-proxy#132). */
const serverlessHint = ["X-Aoss-Response-Hint", "X01:gw-helper-deny"] as const;

/** The sentence for a request without any signature. */
export function missingMessage(dialect: AnswerDialect): string {
  return dialect === "query" || dialect === "rest-xml" || dialect === "ec2"
    ? "Request is missing Authentication Token"
    : "Missing Authentication Token";
}
