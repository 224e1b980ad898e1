// The order in which S3 checks a request: header-signed and presigned.
import type { Check, CheckFacts, Refusal } from "./prediction-check.ts";
import {
  anonymous,
  headerAlgorithm,
  headerComponents,
  headerDate,
  legacy,
  legacyWithKms,
  otherScheme,
  severalMechanisms,
  skew,
  threeComponents,
} from "./prediction-s3-header.ts";
import {
  chunks,
  contentLength,
  payloadHash,
  payloadHeader,
  signature,
  unsignedHeaders,
  wholeBody,
} from "./prediction-s3-payload.ts";
import {
  presignedAlgorithm,
  presignedDate,
  presignedEarly,
  presignedExpired,
  presignedLife,
  presignedParameters,
  presignedScopeDate,
} from "./prediction-s3-presigned.ts";
import {
  accessKey,
  createSession,
  credentialArity,
  scopeDate,
  scopeDateForm,
  scopeRegion,
  scopeService,
  scopeTerminator,
  token,
} from "./prediction-s3-scope.ts";
import { malformedHeader, presigned, queryError } from "./prediction-s3-words.ts";

/** S3's order for an Authorization header (as versitygw implements it from live answers; skew wins over everything). */
export const s3HeaderChecks: readonly Check[] = [
  severalMechanisms,
  anonymous,
  otherScheme,
  legacyWithKms,
  legacy,
  headerDate,
  skew,
  headerAlgorithm,
  headerComponents,
  credentialArity,
  scopeService,
  scopeTerminator,
  scopeDateForm,
  scopeRegion,
  accessKey,
  scopeDate,
  createSession,
  token,
  contentLength,
  payloadHeader,
  unsignedHeaders,
  signature,
  wholeBody,
  payloadHash,
  chunks,
];

/** S3's order for a presigned URL. */
export const s3PresignedChecks: readonly Check[] = [
  presignedParameters,
  presignedAlgorithm,
  credentialArity,
  scopeService,
  scopeTerminator,
  scopeDateForm,
  scopeRegion,
  presignedDate,
  presignedScopeDate,
  presignedLife,
  presignedEarly,
  presignedExpired,
  accessKey,
  token,
  unsignedHeaders,
  signature,
  wholeBody,
  payloadHash,
];

/** What S3 says to an envelope that its table lets pass and that cannot be read all the same. */
export function s3Unreadable(facts: CheckFacts): Refusal {
  return presigned(facts)
    ? (presignedParameters.refuse(facts) ?? queryError("X-Amz-Credential is malformed"))
    : malformedHeader(threeComponents);
}
