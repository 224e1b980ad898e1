// What a Signature Version 2 claims: S3's header and query, and the query or form of the Query services (SignatureVersion=2).
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { QueryParameter } from "./canonical-query.ts";
import { queryParameters, queryValue } from "./canonical-query.ts";
import { headerDate } from "./header-date.ts";

/** A claim of Signature Version 2. Every text is as sent, query values decoded once. */
export interface SigV2Claim {
  readonly form: "sigv2-header" | "sigv2-query";
  /** `s3`: method, headers and resource are signed. `query`: the parameters are. */
  readonly dialect: "s3" | "query";
  /** `HmacSHA1`, `HmacSHA256`, or whatever SignatureMethod names. */
  readonly algorithm: string;
  /** `2` for all that is signed as this version says; what a Query request names otherwise. */
  readonly version: string;
  readonly accessKeyId: string;
  /** Base64. */
  readonly providedSignature: string;
  /** The date that is signed: x-amz-date or Date, Expires (seconds since 1970) or Timestamp; null when there is none. */
  readonly dateText: string | null;
  /** Expires as sent: seconds since 1970; null outside S3's query form. */
  readonly expiresText: string | null;
  readonly sessionToken: "signed" | "absent";
  /** Where the parameters of a Query request stand. */
  readonly place: "header" | "query" | "body";
}

/** Bytes of a form body that are read. */
const bodyLimit = 256 * 1024;

/** Reads `AWS KEYID:SIGNATURE` (S3 Developer Guide, "Signing and authenticating REST requests"); null for anything else. */
export function readSigV2Header(request: CapturedRequest, authorization: string): SigV2Claim | null {
  const found = /^AWS\s+(\S+):([^:\s]*)$/.exec(authorization) ?? /^AWS\s+([^:\s]+):(.*)$/.exec(authorization);
  if (!found) return null;
  return {
    form: "sigv2-header",
    dialect: "s3",
    algorithm: "HmacSHA1",
    version: "2",
    accessKeyId: found[1] ?? "",
    providedSignature: (found[2] ?? "").trim(),
    dateText: headerDate(request).text,
    expiresText: null,
    sessionToken: headerValue(request.headers, "x-amz-security-token") === undefined ? "absent" : "signed",
    place: "header",
  };
}

/** Reads AWSAccessKeyId and Signature from the query, or from the form body of a POST; null without both. */
export function readSigV2Query(
  request: CapturedRequest,
  query: readonly QueryParameter[],
): SigV2Claim | null {
  const inQuery = claimOf(request, query, "query");
  if (inQuery) return inQuery;
  const body = formParameters(request);
  return body === null ? null : claimOf(request, body, "body");
}

/** The parameters of a form body (application/x-www-form-urlencoded); null when there is none, or none that is held. */
export function formParameters({ method, headers, body }: CapturedRequest): readonly QueryParameter[] | null {
  if (method !== "POST" || body.content === null || body.content.length > bodyLimit) return null;
  if (!/^application\/x-www-form-urlencoded/i.test(headerValue(headers, "content-type") ?? "")) return null;
  return queryParameters(latin1(body.content));
}

function claimOf(
  request: CapturedRequest,
  parameters: readonly QueryParameter[],
  place: "query" | "body",
): SigV2Claim | null {
  const value = (name: string): string | undefined => queryValue(parameters, name);
  const accessKeyId = value("AWSAccessKeyId");
  const providedSignature = value("Signature");
  if (accessKeyId === undefined || providedSignature === undefined) return null;
  const version = value("SignatureVersion");
  if (version === undefined && place === "body") return null;
  const shared = { form: "sigv2-query" as const, accessKeyId, providedSignature, place };
  if (version !== undefined) {
    return {
      ...shared,
      dialect: "query",
      algorithm: value("SignatureMethod") ?? "HmacSHA1",
      version,
      dateText: value("Timestamp") ?? value("Expires") ?? null,
      expiresText: null,
      sessionToken: value("SecurityToken") === undefined ? "absent" : "signed",
    };
  }
  const token =
    value("x-amz-security-token") ?? headerValue(request.headers, "x-amz-security-token") ?? undefined;
  return {
    ...shared,
    dialect: "s3",
    algorithm: "HmacSHA1",
    version: "2",
    dateText: value("Expires") ?? null,
    expiresText: value("Expires") ?? null,
    sessionToken: token === undefined ? "absent" : "signed",
  };
}
