// Query and JSON services' checks of mechanism, header grammar and signed host.
import { sha256 } from "../http/digest.ts";
import { headerValue } from "../http/raw-headers.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import type { EnvelopeReason } from "../sigv4/envelope.ts";
import type { Check, CheckFacts } from "./prediction-check.ts";
import { measured, missingMessage, refusal } from "./prediction-query-words.ts";

/** The check "one mechanism". */
export const oneMechanism: Check = {
  name: "one mechanism",
  source: `${measured} 5`,
  refuse(facts) {
    const inQuery = queryValue(facts.query, "X-Amz-Algorithm") !== undefined;
    if (facts.authorization !== null) return inQuery ? refusal(facts, "mismatch", null) : null;
    return inQuery ? null : refusal(facts, "missing", missingMessage(facts.dialect));
  },
};

/** The check "algorithm". */
export const algorithm: Check = {
  name: "algorithm",
  source: `${measured} 6a for a header, 7a for a query`,
  refuse(facts) {
    const reason = reasonOf(facts, "algorithm-unsupported");
    if (reason === null) return null;
    if (facts.authorization === null) return refusal(facts, "missing", missingMessage(facts.dialect));
    return /^AWS/.test(reason.algorithm)
      ? refusal(facts, "incomplete", `Unsupported AWS 'algorithm': '${reason.algorithm.slice(0, 64)}'.`)
      : null;
  },
};

/** The check "key=value pairs". */
export const keyValue: Check = {
  name: "key=value pairs",
  source: `${measured} 6b; the wording of 2026 (kgateway#14737), which hides the header behind its hash`,
  refuse(facts) {
    if (facts.authorization === null || facts.reading.kind === "legacy") return null;
    const loose =
      facts.reading.kind === "other-scheme"
        ? facts.authorization
            .split(/[\s,]+/)
            .slice(1)
            .some((piece) => piece !== "" && !piece.includes("="))
        : reasonOf(facts, "component-not-key-value") !== null;
    if (!loose) return null;
    const hashed = base64(sha256(facts.authorization));
    const text = `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashed}'.`;
    return refusal(facts, "incomplete", text);
  },
};

/** The check "header components". */
export const headerComponents: Check = {
  name: "header components",
  source: `${measured} 6d; brendanhay/amazonka#316: one message lists all that is missing`,
  refuse(facts) {
    if (facts.authorization === null) return null;
    const { reading } = facts;
    const everything = reading.kind === "other-scheme" || reading.kind === "legacy";
    const lacking = new Set(
      reading.kind === "malformed"
        ? reading.reasons.map((reason) => (reason.reason === "component-missing" ? reason.component : ""))
        : [],
    );
    const sentences = (["Credential", "Signature", "SignedHeaders"] as const)
      .filter((component) => everything || lacking.has(component))
      .map((component) => `Authorization header requires '${component}' parameter.`);
    const { headers } = facts.request;
    if (headerValue(headers, "x-amz-date") === undefined && headerValue(headers, "date") === undefined) {
      sentences.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }
    if (sentences.length === 0) return null;
    // Real answers print the header up to a cut; the first word is as much of it as holds no credential.
    const shown = /^\S{0,32}/.exec(facts.authorization)?.[0] ?? "";
    return refusal(facts, "incomplete", `${sentences.join(" ")} Authorization=${shown}`);
  },
};

/** The check "query parameters". */
export const queryParameters: Check = {
  name: "query parameters",
  source: `${measured} 7d`,
  refuse(facts) {
    if (facts.authorization !== null) return null;
    const lacking = (
      ["X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"] as const
    ).filter((name) => queryValue(facts.query, name) === undefined);
    if (lacking.length === 0) return null;
    const sentences = lacking.map((name) => `AWS query-string parameters must include '${name}'.`);
    return refusal(facts, "incomplete", `${sentences.join(" ")} Re-examine the query-string parameters.`);
  },
};

/** The check "host signed". */
export const hostSigned: Check = {
  name: "host signed",
  source: `${measured} 8; aws/aws-sdk-php#2469, kitar/laravel-dynamodb#18`,
  refuse(facts) {
    const names = facts.signedHeaders?.map((name) => name.toLowerCase()) ?? null;
    if (names === null || names.includes("host") || names.includes(":authority")) return null;
    return refusal(
      facts,
      "mismatch",
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  },
};

type ReasonOf<Name extends EnvelopeReason["reason"]> = Extract<EnvelopeReason, { reason: Name }>;

/** The first reason of a kind why the envelope cannot be read, or null. */
export function reasonOf<Name extends EnvelopeReason["reason"]>(
  facts: CheckFacts,
  name: Name,
): ReasonOf<Name> | null {
  if (facts.reading.kind !== "malformed") return null;
  return facts.reading.reasons.find((reason): reason is ReasonOf<Name> => reason.reason === name) ?? null;
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
