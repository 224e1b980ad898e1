// A request made up again from the texts of its server or of its client's log: what is not known stays out, or is marked.
import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { emptySha256Hex } from "../http/digest.ts";
import type { RawHeader } from "../http/raw-headers.ts";
import type { SignedTexts } from "./signed-texts.ts";
import type { TextParts } from "./text-parts.ts";
import { textParts } from "./text-parts.ts";

/** What the input says of the claim beside the texts; null where it does not. */
export interface ClaimFacts {
  readonly accessKeyId: string | null;
  /** Lower-case hex. */
  readonly signature: string | null;
}

/** Stands where the client's signature is not known: 64 zeros. */
export const unknownSignature: string = "0".repeat(64);

/** Stands where the access key id is not known. */
export const unknownKeyId = "AKIDUNKNOWN";

/** The request as far as its texts tell; null when they hold nothing of it. */
export function rebuiltRequest(texts: SignedTexts, facts: ClaimFacts): CapturedRequest | null {
  const parts = textParts(texts.canonicalRequest ?? "");
  const [, time, scopeText] =
    /AWS4-[A-Z0-9-]+\n(\d{8}T\d{6}Z)\n([^\n]+)/.exec(texts.stringToSign ?? "") ?? [];
  if (parts.path === null && parts.headers.length === 0 && scopeText === undefined) return null;
  const date = headerOf(parts, "x-amz-date") ?? time ?? null;
  const host = headerOf(parts, "host");
  const scope = scopeText?.split("/") ?? scopeOfHost(host, date);
  const presigned = /(?:^|&)X-Amz-Credential=/.test(parts.query ?? "");
  const signature = presigned ? (facts.signature ?? unknownSignature) : null;
  const claim = presigned ? [] : claimed(parts, { date, scope }, facts);
  return {
    method: parts.method ?? "",
    scheme: "https",
    authority: host ?? "",
    target: targetOf(parts, scope?.[2] ?? null, signature),
    httpVersion: "1.1",
    headers: [...parts.headers.map(({ name, value }): RawHeader => [name, value]), ...claim],
    body: { bytes: 0, sha256Hex: bodyHash(parts), content: null },
    connection: null,
    receivedAtEpochMs: null,
  };
}

/** The body is not there: its hash, where the payload line holds one. */
function bodyHash({ payloadHash }: TextParts): string {
  return payloadHash !== null && /^[0-9a-f]{64}$/.test(payloadHash) ? payloadHash : emptySha256Hex;
}

interface Claim {
  readonly date: string | null;
  readonly scope: readonly string[] | null;
}

/** The date where the text does not sign it, and the Authorization header where a scope is known. */
function claimed(parts: TextParts, { date, scope }: Claim, facts: ClaimFacts): RawHeader[] {
  const made: RawHeader[] = [];
  if (date !== null && headerOf(parts, "x-amz-date") === null) made.push(["x-amz-date", date]);
  if (scope) made.push(["Authorization", authorization(parts, scope, facts)]);
  return made;
}

function headerOf(parts: TextParts, name: string): string | null {
  return parts.headers.find((header) => header.name === name)?.value ?? null;
}

/** A log without a string to sign: the scope an SDK takes for that host. */
function scopeOfHost(host: string | null, date: string | null): string[] | null {
  if (host === null || date === null || !/^\d{8}T/.test(date)) return null;
  const { region, signingName } = endpointOf(host.replace(/:\d*$/, "").toLowerCase());
  return region === null || signingName === null
    ? null
    : [date.slice(0, 8), region, signingName, "aws4_request"];
}

function authorization(parts: TextParts, scope: readonly string[], facts: ClaimFacts): string {
  const signed = parts.signedHeaders ?? parts.headers.map(({ name }) => name);
  const credential = `${facts.accessKeyId ?? unknownKeyId}/${scope.join("/")}`;
  const signature = facts.signature ?? unknownSignature;
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed.join(";")}, Signature=${signature}`;
}

/** S3 and its kin put the path into the text as it is; the other services encode the wire's path once more. */
function targetOf(parts: TextParts, service: string | null, signature: string | null): string {
  const path = parts.path === null || parts.path === "" ? "/" : parts.path;
  const sent = service === null || /^s3/.test(service) ? path : decodedOnce(path);
  const signed = signature === null ? "" : `&X-Amz-Signature=${signature}`;
  const query = `${parts.query ?? ""}${signed}`;
  return query === "" ? sent : `${sent}?${query}`;
}

/** Undoes one level of percent encoding, byte by byte; what a target cannot hold stays encoded. */
function decodedOnce(path: string): string {
  return path.replace(/%([0-9A-Fa-f]{2})/g, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code <= 0x20 || code === 0x3f || code === 0x23 || code >= 0x7f ? whole : String.fromCharCode(code);
  });
}

/** What S3 says of the claim in elements of its answer. */
export function stringToSignFacts(elements: Readonly<Record<string, string>>): ClaimFacts {
  const signature = elements.SignatureProvided ?? "";
  const key = elements.AWSAccessKeyId ?? "";
  return {
    accessKeyId: /^\w{16,128}$/.test(key) ? key : null,
    signature: /^[0-9a-f]{64}$/.test(signature) ? signature : null,
  };
}
