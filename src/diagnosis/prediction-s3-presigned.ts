// S3's checks of a presigned query: its parameters and its life.
import { isoDate, parseAmzDate } from "../sigv4/amz-date.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import { ecdsaAlgorithm, hmacAlgorithm, presignMaximumSeconds, presignParameters } from "../sigv4/terms.ts";
import type { Check, CheckFacts } from "./prediction-check.ts";
import { algorithmOf, queryError, refusal, skewMilliseconds, versity } from "./prediction-s3-words.ts";

/** The check "six parameters". */
export const presignedParameters: Check = {
  name: "six parameters",
  source: "kaliber-scala/play-s3#73",
  refuse(facts) {
    if (presignParameters.every((name) => queryValue(facts.query, name) !== undefined)) return null;
    return queryError(
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  },
};

/** The check "algorithm". */
export const presignedAlgorithm: Check = {
  name: "algorithm",
  source: versity,
  refuse: (facts) =>
    [hmacAlgorithm, ecdsaAlgorithm].includes(algorithmOf(facts))
      ? null
      : queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"'),
};

function presignedTime(facts: CheckFacts): number | null {
  return parseAmzDate(queryValue(facts.query, "X-Amz-Date") ?? "");
}

/** The check "date". */
export const presignedDate: Check = {
  name: "date",
  source: versity,
  refuse: (facts) =>
    presignedTime(facts) === null
      ? queryError(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)
      : null,
};

/** The check "scope: date is the request's". */
export const presignedScopeDate: Check = {
  name: "scope: date is the request's",
  source: versity,
  refuse(facts) {
    const sent = queryValue(facts.query, "X-Amz-Date") ?? "";
    if (facts.scope === null || sent.startsWith(facts.scope.date)) return null;
    return queryError(
      `Invalid credential date "${facts.scope.date}". This date is not the same as X-Amz-Date: "${sent.slice(0, 8)}".`,
    );
  },
};

function lifeSeconds(facts: CheckFacts): number {
  return Number(queryValue(facts.query, "X-Amz-Expires") ?? "");
}

/** The check "life". */
export const presignedLife: Check = {
  name: "life",
  source: `${versity}; public threads`,
  refuse(facts) {
    const text = queryValue(facts.query, "X-Amz-Expires") ?? "";
    if (!/^-?\d{1,15}$/.test(text)) return queryError("X-Amz-Expires should be a number");
    if (Number(text) < 0) return queryError("X-Amz-Expires must be non-negative");
    if (Number(text) <= presignMaximumSeconds) return null;
    return queryError(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  },
};

/** The check "already valid". */
export const presignedEarly: Check = {
  name: "already valid",
  source: "minio/minio#2638, s3-signer#16: X-Amz-Date comes in milliseconds since 1970",
  refuse(facts) {
    const from = presignedTime(facts);
    if (facts.nowEpochMs === null || from === null || from - facts.nowEpochMs <= skewMilliseconds)
      return null;
    return refusal(403, "AccessDenied", "Request is not yet valid", [
      ["X-Amz-Date", String(from)],
      ["Expires", isoDate(from + lifeSeconds(facts) * 1000)],
      ["ServerTime", isoDate(facts.nowEpochMs)],
    ]);
  },
};

/** The check "not expired". */
export const presignedExpired: Check = {
  name: "not expired",
  source: "aws/aws-sdk-php#1333",
  refuse(facts) {
    const from = presignedTime(facts);
    const until = (from ?? 0) + lifeSeconds(facts) * 1000;
    if (facts.nowEpochMs === null || from === null || facts.nowEpochMs <= until) return null;
    return refusal(403, "AccessDenied", "Request has expired", [
      ["X-Amz-Expires", queryValue(facts.query, "X-Amz-Expires") ?? ""],
      ["Expires", isoDate(until)],
      ["ServerTime", isoDate(facts.nowEpochMs)],
    ]);
  },
};
