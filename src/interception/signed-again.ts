// A request signed again by known credentials: the same request with a new date, a new signature and nothing else changed.

import { readingRule } from "../diagnosis/reading-rule.ts";
import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { RawHeader, RawHeaders } from "../http/raw-headers.ts";
import { headerValue } from "../http/raw-headers.ts";
import { hostOf, targetParts } from "../http/request-target.ts";
import { amzDate } from "../sigv4/amz-date.ts";
import { canonicalInput } from "../sigv4/canonical-readings.ts";
import { credentialScope } from "../sigv4/credential-scope.ts";
import { derivation } from "../sigv4/derivation.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import type { KnownCredentials } from "../sigv4/known-credentials.ts";
import { revealSecret } from "../sigv4/secret.ts";
import { signingKey } from "../sigv4/signing-key.ts";
import { hmacAlgorithm, payloadHeaderServices, scopeTerminator, unsignedPayload } from "../sigv4/terms.ts";

/** Who signs, for what, and when. */
export interface NewSignature {
  readonly credentials: KnownCredentials;
  readonly region: string;
  /** Signing name. */
  readonly service: string;
  readonly nowEpochMs: number;
}

/** Parts of a request that are made new. */
const signatureHeaders: ReadonlySet<string> = new Set([
  "authorization",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-content-sha256",
]);
const signatureParameters =
  /^X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token|Content-Sha256)=|^(?:AWSAccessKeyId|Signature|Expires)=/i;

/**
 * Why a request cannot be signed again, in words, or null: a body that is not whole cannot be hashed, and one that is itself signed
 * in parts would have to be made anew.
 */
export function unsignable({ headers, body }: CapturedRequest): string | null {
  if (/^STREAMING-/.test(headerValue(headers, "x-amz-content-sha256")?.trim() ?? ""))
    return "its body is signed or checked in chunks, which would have to be made again";
  return body.content === null ? "its body was not kept whole" : null;
}

/**
 * The request with a header signature of these credentials (Signature Version 4, "Create a signed AWS API request"). Host,
 * Content-Type, Content-MD5 and every x-amz-* header are signed; a presigned URL becomes a signed header. Path and query keep their
 * bytes. The request must not be `unsignable`.
 */
export function signedAgain(request: CapturedRequest, signature: NewSignature): CapturedRequest {
  const { region, service, credentials } = signature;
  const date = amzDate(signature.nowEpochMs);
  const bare = withoutSignature(request);
  const added: RawHeader[] = [["X-Amz-Date", date]];
  if (payloadHeaderServices.has(service)) added.push(["X-Amz-Content-Sha256", payloadLine(request)]);
  if (credentials.sessionToken !== null)
    added.push(["X-Amz-Security-Token", revealSecret(credentials.sessionToken)]);
  const dated = { ...bare, headers: [...bare.headers, ...added] };
  const scope = { date: date.slice(0, 8), region, service, terminator: scopeTerminator };
  const envelope: Envelope = {
    form: "authorization-header",
    algorithm: hmacAlgorithm,
    accessKeyId: credentials.accessKeyId,
    credentialScope: scope,
    signedHeaders: signedNames(dated.headers),
    providedSignature: "",
    amzDate: date,
    dateSource: "x-amz-date",
    expiresText: null,
    sessionToken: credentials.sessionToken === null ? "absent" : "signed",
    irregularities: [],
  };
  const rule = readingRule(envelope, endpointOf(hostOf(request)));
  const key = signingKey(revealSecret(credentials.secretAccessKey), scope);
  const { calculatedSignature } = derivation(envelope, canonicalInput(dated, envelope, rule), key);
  const value = [
    `${hmacAlgorithm} Credential=${credentials.accessKeyId}/${credentialScope(scope)}`,
    `SignedHeaders=${envelope.signedHeaders.join(";")}`,
    `Signature=${calculatedSignature}`,
  ].join(", ");
  return { ...dated, headers: [...dated.headers, ["Authorization", value]] };
}

function withoutSignature(request: CapturedRequest): CapturedRequest {
  const { path, query } = targetParts(request.target);
  const kept = query.split("&").filter((pair) => pair !== "" && !signatureParameters.test(pair));
  return {
    ...request,
    target: kept.length === 0 ? path : `${path}?${kept.join("&")}`,
    headers: request.headers.filter(([name]) => !signatureHeaders.has(name.toLowerCase())),
  };
}

/** A client that left its body unsigned, as every presigned URL of S3 does, leaves it so. */
function payloadLine({ headers, body }: CapturedRequest): string {
  return headerValue(headers, "x-amz-content-sha256")?.trim() === unsignedPayload
    ? unsignedPayload
    : body.sha256Hex;
}

function signedNames(headers: RawHeaders): string[] {
  const names = headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => /^(?:host|content-type|content-md5)$|^x-amz-/.test(name));
  return [...new Set(names)].sort();
}
