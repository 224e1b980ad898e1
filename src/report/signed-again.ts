// A request made ready to be signed again by another client: without the envelope it came with and without what was redacted.
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { percentDecode, percentEncode } from "../sigv4/percent-encoding.ts";
import type { ExportedBody, ExportedExchange } from "./exported-exchange.ts";

/** A request to be signed again. Texts are latin1. */
export interface UnsignedRequest {
  readonly method: string;
  /** The URL, with every byte that may not stand in one percent-encoded. */
  readonly url: string;
  /** Headers that another client does not make by itself; their names are tokens. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: ExportedBody;
  readonly bodySha256Hex: string;
  /** Signing name and region; null for a request that no AWS signature was on. */
  readonly scope: { readonly service: string; readonly region: string } | null;
  readonly hasSessionToken: boolean;
  /** What is not as it was sent, one sentence each. */
  readonly notes: readonly string[];
}

/** Prepares a request. */
export function unsignedRequest({ examination, requestBody }: ExportedExchange): UnsignedRequest {
  const { request, envelope } = examination;
  const notes: string[] = [];
  if (requestBody.text === null)
    notes.push(
      `the body (${requestBody.bytes} bytes, SHA-256 ${request.bodySha256Hex}) was not kept or may hold secrets: put it into body.bin`,
    );
  else if (!requestBody.exact) notes.push("secrets in the body were redacted: put them back in");
  const scope = signingScope(examination);
  if (scope === null)
    notes.push("the request carried no AWS signature that could be read, so it is sent without one");
  return {
    method: request.method,
    url: plainUrl(request, notes),
    headers: request.headers.filter(([name, value]) => isKept(name, value, { request, requestBody, notes })),
    body: requestBody,
    bodySha256Hex: request.bodySha256Hex,
    scope,
    hasSessionToken: scope !== null && envelope.sessionToken !== "absent",
    notes,
  };
}

function signingScope({ envelope, endpoint }: ExportedExchange["examination"]): UnsignedRequest["scope"] {
  if (envelope.form === "none" || envelope.form === "bearer") return null;
  const own = envelope.credentialScope;
  const service = (endpoint?.certain ? endpoint.signingName : null) ?? own?.service ?? endpoint?.signingName;
  const region = (endpoint?.certain ? endpoint.region : null) ?? own?.region ?? endpoint?.region;
  return service && region ? { service, region } : null;
}

type Request = ExportedExchange["examination"]["request"];

/** Made by every client for itself, or by the signer. */
const clientsOwn =
  /^(?:authorization|x-amz-date|x-amz-security-token|x-amz-s3session-token|content-length|transfer-encoding|connection|keep-alive|expect|proxy-.*|te|upgrade)$/i;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

interface Keeping {
  readonly request: Request;
  readonly requestBody: ExportedBody;
  readonly notes: string[];
}

function isKept(name: string, value: string, { request, requestBody, notes }: Keeping): boolean {
  if (clientsOwn.test(name)) return false;
  if (/^host$/i.test(name)) return value !== authorityOf(request);
  if (/^x-amz-content-sha256$/i.test(name)) {
    const stream = /^STREAMING-[A-Z0-9-]{1,60}$/.test(value);
    if (stream) notes.push(`the body was signed as ${value}: it is sent in one piece here`);
    return value === "UNSIGNED-PAYLOAD" || (requestBody.exact && value === request.bodySha256Hex);
  }
  const fault = unsendable(name, value);
  if (fault !== null) notes.push(fault);
  return fault === null;
}

function unsendable(name: string, value: string): string | null {
  if (!token.test(name) || /[\0\r\n]/.test(value)) return "a header that no client can send is left out";
  return redacted.test(value) ? `the header ${name} was redacted and is left out` : null;
}

/** What stands in place of a value: a mark, with length and hash where evidence made it, or the end of what was shortened. */
const redacted = /\[redacted(?::\d+:[0-9a-f]+)?\]|\u2026/;

function authorityOf(request: Request): string {
  return targetParts(request.target).authority ?? request.authority;
}

const signingParameters =
  /^(?:x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token|s3session-token)|awsaccesskeyid|signature|signaturemethod|signatureversion|timestamp|expires|securitytoken)$/i;

function plainUrl(request: Request, notes: string[]): string {
  const { path, query, scheme } = targetParts(request.target);
  const kept = query
    .split("&")
    .filter((part) => !signingParameters.test(percentDecode(part.split("=")[0] ?? "")));
  const left = kept.join("&");
  if (redacted.test(left)) notes.push("a part of the query was redacted: put it back in");
  const url = `${scheme ?? request.scheme}://${authorityOf(request)}${path.startsWith("/") ? "" : "/"}${path}${left === "" ? "" : `?${left}`}`;
  const safe = url.replace(/[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%[\]]/g, (byte) => percentEncode(byte));
  if (safe !== url) notes.push("bytes of the target that no URL may hold are percent-encoded");
  return safe;
}

/** A header's value by its name in lower case; undefined where it is not sent. */
export function keptHeader({ headers }: UnsignedRequest, lowerName: string): string | undefined {
  return headerValue(headers, lowerName);
}
