// The presigned query: X-Amz-Algorithm, -Credential, -Date, -Expires, -SignedHeaders and -Signature.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { QueryParameter } from "./canonical-query.ts";
import { queryValue } from "./canonical-query.ts";
import type { Credential } from "./credential-scope.ts";
import { parseCredentialFor } from "./credential-scope.ts";
import type { Envelope, EnvelopeParts, EnvelopeReading, EnvelopeReason } from "./envelope.ts";
import { headerDate } from "./header-date.ts";
import { ecdsaAlgorithm, hmacAlgorithm, presignParameters } from "./terms.ts";

/** Reads a presigned query (S3 API Reference, "Authenticating Requests: Using Query Parameters"); the first of a repeated parameter wins. */
export function readPresignedQuery(
  request: CapturedRequest,
  query: readonly QueryParameter[],
): EnvelopeReading {
  const value = (name: string): string | undefined => queryValue(query, name);
  const credentialText = value("X-Amz-Credential");
  const algorithm = value("X-Amz-Algorithm") ?? hmacAlgorithm;
  const credential = credentialText === undefined ? null : parseCredentialFor(algorithm, credentialText);
  const reasons = missing(request, value);
  reasons.push(...unsupported(value("X-Amz-Algorithm")));
  if (credential && "parts" in credential) {
    reasons.push({ reason: "credential-arity", parts: credential.parts, credential: credentialText ?? "" });
  }
  const whole = credential && "scope" in credential ? credential : null;
  const lenient = whole ? presignedEnvelope(request, value, whole) : null;
  if (reasons.length === 0 && lenient) return { kind: "read", envelope: lenient };
  return {
    kind: "malformed",
    form: "presigned-url",
    text: "",
    reasons,
    parts: partsOf(value, whole),
    lenient,
  };
}

function unsupported(algorithm: string | undefined): EnvelopeReason[] {
  if (algorithm === undefined || algorithm === hmacAlgorithm || algorithm === ecdsaAlgorithm) return [];
  return [{ reason: "algorithm-unsupported", algorithm }];
}

function partsOf(value: Lookup, credential: Credential | null): EnvelopeParts {
  return {
    algorithm: value("X-Amz-Algorithm") ?? null,
    accessKeyId: credential?.accessKeyId ?? null,
    credentialScope: credential?.scope ?? null,
    signedHeaders: value("X-Amz-SignedHeaders")?.split(";") ?? null,
    providedSignature: value("X-Amz-Signature") ?? null,
  };
}

type Lookup = (name: string) => string | undefined;

function missing(request: CapturedRequest, value: Lookup): EnvelopeReason[] {
  const reasons: EnvelopeReason[] = [];
  for (const parameter of presignParameters) {
    // Outside S3 some services take a presigned URL without a life of its own, and the date from a header.
    if (parameter === "X-Amz-Expires") continue;
    if (parameter === "X-Amz-Date" && headerDate(request).text !== null) continue;
    if (value(parameter) === undefined) reasons.push({ reason: "query-parameter-missing", parameter });
  }
  return reasons;
}

function presignedEnvelope(request: CapturedRequest, value: Lookup, credential: Credential): Envelope | null {
  const providedSignature = value("X-Amz-Signature");
  const signedText = value("X-Amz-SignedHeaders");
  if (providedSignature === undefined || signedText === undefined) return null;
  const inQuery = value("X-Amz-Date");
  const date = inQuery === undefined ? headerDate(request) : { text: inQuery, source: "query" as const };
  return {
    form: "presigned-url",
    algorithm: value("X-Amz-Algorithm") ?? hmacAlgorithm,
    accessKeyId: credential.accessKeyId,
    credentialScope: credential.scope,
    signedHeaders: signedText.split(";"),
    providedSignature,
    amzDate: date.text,
    dateSource: date.source,
    expiresText: value("X-Amz-Expires") ?? null,
    sessionToken: value("X-Amz-Security-Token") === undefined ? "absent" : "signed",
    irregularities: [],
  };
}
