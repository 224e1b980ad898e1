// One check of a verifying service: its name, where it was learned, and what it answers when it fails. Orders of checks are tables of these.
import type { Endpoint } from "../endpoints/endpoint.ts";
import { usStandardRegion } from "../endpoints/scope-fit.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { TargetParts } from "../http/request-target.ts";
import { targetParts } from "../http/request-target.ts";
import type { QueryParameter } from "../sigv4/canonical-query.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import type { CredentialScope } from "../sigv4/credential-scope.ts";
import type { Derivation } from "../sigv4/derivation.ts";
import type { Envelope, EnvelopeReading } from "../sigv4/envelope.ts";
import type { StreamVerification } from "../sigv4/stream-verification.ts";
import type { Verdict } from "../sigv4/verify.ts";
import type { AnswerDialect } from "./prediction.ts";

/** What a prediction rests on: facts about the request, and what a server would know beside them. */
export interface PredictionFacts {
  readonly request: CapturedRequest;
  readonly reading: EnvelopeReading;
  /** Also where only a forgiving reader gets one. */
  readonly envelope: Envelope | null;
  readonly endpoint: Endpoint;
  readonly verdict: Verdict;
  /** The server's clock; null: nothing is judged by time. */
  readonly nowEpochMs: number | null;
  /** True when the key id is known to exist, false when it is known not to, null when nobody knows. */
  readonly accessKeyIdKnown: boolean | null;
  /** The canonical texts a mismatch is answered with; null without a readable envelope. */
  readonly derivation: Derivation | null;
  /** The streamed body as verified; null or left out for every other request. */
  readonly stream?: StreamVerification | null;
  /** What is known of the session token; left out when nobody knows. */
  readonly token?: "malformed" | "expired" | null;
}

/** What an error answer says. */
export interface Refusal {
  readonly status: number;
  readonly code: string | null;
  readonly message: string | null;
  readonly elements: readonly (readonly [name: string, value: string])[];
}

/** The facts with what several checks need from the request, cut once. */
export interface CheckFacts extends PredictionFacts {
  readonly dialect: AnswerDialect;
  readonly target: TargetParts;
  readonly query: readonly QueryParameter[];
  /** The first Authorization header, trimmed. */
  readonly authorization: string | null;
  readonly accessKeyId: string | null;
  readonly scope: CredentialScope | null;
  readonly signedHeaders: readonly string[] | null;
}

/** A named check. Tables list them in the order in which the service makes them. */
export interface Check {
  readonly name: string;
  /** The observation, documentation page or implementation this row was taken from. */
  readonly source: string;
  readonly refuse: (facts: CheckFacts) => Refusal | null;
}

/** The first refusal of a table, or null when every check passes. */
export function firstRefusal(checks: readonly Check[], facts: CheckFacts): Refusal | null {
  for (const check of checks) {
    const refusal = check.refuse(facts);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** Cuts what the checks need out of the request. */
export function checkFacts(facts: PredictionFacts, dialect: AnswerDialect): CheckFacts {
  const { envelope } = facts;
  const target = targetParts(facts.request.target);
  const parts = facts.reading.kind === "malformed" ? facts.reading.parts : null;
  // Written out, because this runs for every request and copying an object by spreading costs more than all checks together.
  return {
    request: facts.request,
    reading: facts.reading,
    envelope,
    endpoint: facts.endpoint,
    verdict: facts.verdict,
    nowEpochMs: facts.nowEpochMs,
    accessKeyIdKnown: facts.accessKeyIdKnown,
    derivation: facts.derivation,
    stream: facts.stream ?? null,
    token: facts.token ?? null,
    dialect,
    target,
    query: target.query === "" ? noParameters : queryParameters(target.query),
    authorization: headerValue(facts.request.headers, "authorization")?.trim() ?? null,
    accessKeyId: envelope?.accessKeyId ?? parts?.accessKeyId ?? null,
    scope: envelope?.credentialScope ?? parts?.credentialScope ?? null,
    signedHeaders: envelope?.signedHeaders ?? parts?.signedHeaders ?? null,
  };
}

const noParameters: readonly QueryParameter[] = [];

/** The regions the endpoint takes in a scope, or null when it takes any. */
export function acceptedRegions(endpoint: Endpoint, sigv4a: boolean): readonly string[] | null {
  const regions = [endpoint.region, ...endpoint.alternatives.map(({ region }) => region)];
  const named = regions.filter((region) => region !== null);
  if (named.length < regions.length) return null;
  if (endpoint.signingName === "s3" && named.includes("us-east-1")) named.push(usStandardRegion);
  return sigv4a ? null : named;
}

/** The service names the endpoint takes in a scope, or null when the endpoint is only guessed. */
export function acceptedServices(endpoint: Endpoint): readonly string[] | null {
  if (endpoint.signingName === null || endpoint.service === null) return null;
  return [endpoint.signingName, ...endpoint.alternatives.map(({ signingName }) => signingName)];
}

/** A permanent key id with a token, or a temporary one without: neither is in the records. */
export function tokenDoesNotFit(facts: CheckFacts): "missing" | "surplus" | null {
  const state = facts.envelope?.sessionToken;
  if (state === undefined) return null;
  if (facts.accessKeyId?.startsWith("ASIA") === true && facts.accessKeyId.length >= 16)
    return state === "absent" ? "missing" : null;
  if (facts.accessKeyId?.startsWith("AKIA") === true && facts.accessKeyId.length >= 16)
    return state === "absent" ? null : "surplus";
  return null;
}
