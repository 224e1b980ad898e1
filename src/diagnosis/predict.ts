// The prediction: which answer the service's own order of checks gives for a request.
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import type { Examination } from "./examination.ts";
import type { AnswerDialect, Prediction } from "./prediction.ts";
import type { CheckFacts, PredictionFacts, Refusal } from "./prediction-check.ts";
import { checkFacts, firstRefusal } from "./prediction-check.ts";
import { dialectOf } from "./prediction-dialect.ts";
import { checkOrder } from "./prediction-orders.ts";
import { queryUnreadable } from "./prediction-query.ts";
import { takesNoSignature } from "./prediction-query-unsigned.ts";
import { s3Unreadable } from "./prediction-s3.ts";
import { bodyDerivation } from "./stream-examination.ts";

/** The predicted answer: the first check that fails in the order of the service's dialect, or success. */
export function predict(facts: PredictionFacts): Prediction {
  const dialect = dialectOf(facts.endpoint, facts.request, scopeService(facts));
  // Servers that are not AWS's take Version 2 to this day.
  if (facts.reading.kind === "legacy" && facts.verdict === "valid" && facts.endpoint.partition === null)
    return success("s3");
  const cut = checkFacts(facts, dialect);
  const refusal = dialect === "s3" ? s3Refusal(cut) : queryRefusal(cut);
  return refusal === null ? success(dialect) : { dialect, ...refusal };
}

/** The prediction for a request that every check lets pass. */
export function predictedSuccess(
  endpoint: Endpoint,
  request: CapturedRequest,
  scopeService: string | null,
): Prediction {
  return success(dialectOf(endpoint, request, scopeService));
}

/**
 * The answer of a server that holds exactly the credentials known here: a key id nobody knows is refused. An examination does
 * not say so by itself, because AWS knows more keys than we do.
 */
export function serverPrediction(
  examination: Examination,
  knowledge: Knowledge,
  nowEpochMs: number,
): Prediction {
  return predict(serverFacts(examination, knowledge, nowEpochMs));
}

/** The name of the check that refuses a request at such a server; null when it passes, or only its envelope cannot be read. */
export function serverRefusingCheck(
  examination: Examination,
  knowledge: Knowledge,
  nowEpochMs: number,
): string | null {
  const facts = serverFacts(examination, knowledge, nowEpochMs);
  const cut = checkFacts(facts, dialectOf(facts.endpoint, facts.request, scopeService(facts)));
  return checkOrder(cut).checks.find((check) => check.refuse(cut) !== null)?.name ?? null;
}

function serverFacts(examination: Examination, knowledge: Knowledge, nowEpochMs: number): PredictionFacts {
  const { reading } = examination;
  const envelope =
    reading.kind === "read" ? reading.envelope : reading.kind === "malformed" ? reading.lenient : null;
  const named = envelope?.accessKeyId ?? (reading.kind === "form" ? reading.claim.accessKeyId : null);
  const held = [...knowledge.credentials, ...knowledge.signingKeys].some(
    ({ accessKeyId }) => accessKeyId === named,
  );
  return {
    request: examination.request,
    reading,
    envelope,
    endpoint: examination.endpoint,
    verdict: examination.verdict,
    nowEpochMs,
    accessKeyIdKnown: held,
    derivation: bodyDerivation(examination.derivation, examination.stream ?? null),
    stream: examination.stream ?? null,
    token: tokenState(named, knowledge, nowEpochMs),
  };
}

/** What is known of the session token that belongs to a key id: that it has ended, or nothing. */
function tokenState(accessKeyId: string | null, knowledge: Knowledge, nowEpochMs: number): "expired" | null {
  for (const known of knowledge.credentials) {
    if (known.accessKeyId !== accessKeyId) continue;
    const end = known.expiresAtEpochMs ?? null;
    if (end !== null && end < nowEpochMs) return "expired";
  }
  return null;
}

function s3Refusal(facts: CheckFacts): Refusal | null {
  if (facts.request.method === "OPTIONS" && facts.reading.kind === "absent") return null;
  const refusal = firstRefusal(checkOrder(facts).checks, facts);
  if (facts.reading.kind === "form") return refusal;
  return refusal ?? (facts.verdict === "malformed" && !sigv4aScope(facts) ? s3Unreadable(facts) : null);
}

function queryRefusal(facts: CheckFacts): Refusal | null {
  if (facts.verdict === "unsigned" && facts.authorization === null && takesNoSignature(facts)) return null;
  const refusal = firstRefusal(checkOrder(facts).checks, facts);
  return refusal ?? (facts.verdict === "malformed" && !sigv4aScope(facts) ? queryUnreadable(facts) : null);
}

/** A SigV4A credential has four elements by right: that alone makes nothing unreadable. */
function sigv4aScope({ reading }: CheckFacts): boolean {
  return (
    reading.kind === "malformed" &&
    reading.reasons.every((reason) => reason.reason === "credential-arity" && reason.parts === 4)
  );
}

function success(dialect: AnswerDialect): Prediction {
  return {
    dialect,
    status: dialect === "iot-websocket" ? 101 : 200,
    code: null,
    message: null,
    elements: [],
  };
}

function scopeService(facts: PredictionFacts): string | null {
  if (facts.envelope) return facts.envelope.credentialScope.service;
  if (facts.reading.kind === "form") return "s3";
  return facts.reading.kind === "malformed" ? (facts.reading.parts.credentialScope?.service ?? null) : null;
}
