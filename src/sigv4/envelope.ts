// The envelope: what the client claims in its Authorization header or presigned query. Reading it never throws.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValues } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { readAuthorizationHeader } from "./authorization-header.ts";
import type { QueryParameter } from "./canonical-query.ts";
import { queryParameters } from "./canonical-query.ts";
import type { CredentialScope } from "./credential-scope.ts";
import type { PostClaim } from "./post-claim.ts";
import { readPostClaim } from "./post-claim.ts";
import { readPresignedQuery } from "./presigned-query.ts";
import type { SigV2Claim } from "./sigv2-claim.ts";
import { readSigV2Header, readSigV2Query } from "./sigv2-claim.ts";

/** How a request carries its signature. */
export type EnvelopeForm =
  | "authorization-header"
  | "presigned-url"
  | "post-policy"
  | "chunked"
  | "event-stream"
  | "sigv2-header"
  | "sigv2-query"
  | "bearer"
  | "none";

/** Rules of the grammar that some services forgive and S3 does not. */
export type EnvelopeIrregularity =
  | "blanks-after-algorithm"
  | "components-not-separated-by-comma"
  | "components-separated-by-semicolon"
  | "components-out-of-order"
  | "component-repeated"
  | "component-unknown";

/** A well-formed claim. Every text is as sent. */
export interface Envelope {
  readonly form: EnvelopeForm;
  readonly algorithm: string;
  readonly accessKeyId: string;
  readonly credentialScope: CredentialScope;
  /** The names as sent, in the client's order. */
  readonly signedHeaders: readonly string[];
  readonly providedSignature: string;
  /** The date the client sent, as text, or null when there is none. */
  readonly amzDate: string | null;
  readonly dateSource: "x-amz-date" | "date" | "query" | null;
  /** X-Amz-Expires as sent; null outside presigned URLs. */
  readonly expiresText: string | null;
  readonly sessionToken: "signed" | "unsigned" | "absent";
  readonly irregularities: readonly EnvelopeIrregularity[];
}

/** Why an envelope cannot be read: a closed list, each with the part that offends. */
export type EnvelopeReason =
  | { readonly reason: "component-missing"; readonly component: "Credential" | "SignedHeaders" | "Signature" }
  | { readonly reason: "component-not-key-value"; readonly text: string }
  | { readonly reason: "credential-arity"; readonly parts: number; readonly credential: string }
  | { readonly reason: "algorithm-unsupported"; readonly algorithm: string }
  | { readonly reason: "date-missing" }
  | { readonly reason: "query-parameter-missing"; readonly parameter: string };

/** As much of a claim as could be read from a broken envelope. */
export interface EnvelopeParts {
  readonly algorithm: string | null;
  readonly accessKeyId: string | null;
  readonly credentialScope: CredentialScope | null;
  readonly signedHeaders: readonly string[] | null;
  readonly providedSignature: string | null;
}

/** The outcome of reading a request's envelope. */
export type EnvelopeReading =
  | { readonly kind: "read"; readonly envelope: Envelope }
  | {
      readonly kind: "malformed";
      readonly form: EnvelopeForm;
      /** The text that could not be read: the Authorization value or the query. */
      readonly text: string;
      readonly reasons: readonly EnvelopeReason[];
      readonly parts: EnvelopeParts;
      /** What a forgiving reader takes it for, or null when not even that works. */
      readonly lenient: Envelope | null;
    }
  | { readonly kind: "absent"; readonly form: "none" }
  /** Another scheme than AWS's (Bearer, Basic); the text is kept out of here because it is a secret. */
  | { readonly kind: "other-scheme"; readonly form: "bearer"; readonly scheme: string }
  | {
      readonly kind: "legacy";
      readonly form: "sigv2-header" | "sigv2-query";
      readonly accessKeyId: string;
      readonly claim: SigV2Claim;
    }
  /** A browser's form with a signed policy in its body. */
  | { readonly kind: "form"; readonly form: "post-policy"; readonly claim: PostClaim };

/** Reads the envelope of a request. A header wins over a query, as the header is what services look at first. */
export function parseEnvelope(request: CapturedRequest): EnvelopeReading {
  const query = queryParameters(targetParts(request.target).query);
  const authorization = headerValues(request.headers, "authorization")[0];
  if (authorization !== undefined) return fromHeader(request, authorization.trim());
  if (query.some(({ name }) => name.startsWith("X-Amz-") && presignMark.test(name)))
    return readPresignedQuery(request, query);
  return fromLegacyQuery(request, query) ?? fromForm(request) ?? { kind: "absent", form: "none" };
}

const presignMark = /^X-Amz-(?:Algorithm|Credential|Signature|SignedHeaders)$/;

function fromHeader(request: CapturedRequest, authorization: string): EnvelopeReading {
  const scheme = /^\S*/.exec(authorization)?.[0] ?? "";
  const signingTwo = scheme === "AWS" ? readSigV2Header(request, authorization) : null;
  if (signingTwo) return legacy(signingTwo);
  if (scheme.startsWith("AWS4-") || scheme.startsWith("AWS3-") || /^Authorization:?$/i.test(scheme)) {
    return readAuthorizationHeader(request, authorization);
  }
  if (/(?:^|[\s,])(?:Credential|SignedHeaders|Signature)=/.test(authorization)) {
    return readAuthorizationHeader(request, authorization);
  }
  return { kind: "other-scheme", form: "bearer", scheme: scheme.length <= 32 ? scheme : "" };
}

function fromLegacyQuery(request: CapturedRequest, query: readonly QueryParameter[]): EnvelopeReading | null {
  const claim = readSigV2Query(request, query);
  return claim && legacy(claim);
}

function legacy(claim: SigV2Claim): EnvelopeReading {
  return { kind: "legacy", form: claim.form, accessKeyId: claim.accessKeyId, claim };
}

function fromForm(request: CapturedRequest): EnvelopeReading | null {
  const claim = request.method === "POST" ? readPostClaim(request) : null;
  return claim && { kind: "form", form: "post-policy", claim };
}
