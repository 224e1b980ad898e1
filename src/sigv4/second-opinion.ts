// The second opinion: the same request signed by @smithy/signature-v4 with the hash of @aws-crypto/sha256-js.
// It shares no code with our derivation, not even the hash. It says when it cannot express a request.
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValues } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { parseHttpOrIsoDate } from "./amz-date.ts";
import { queryParameters } from "./canonical-query.ts";
import type { PathEncoding } from "./canonical-uri.ts";
import type { Envelope } from "./envelope.ts";
import { percentDecode } from "./percent-encoding.ts";
import type { Secret } from "./secret.ts";
import { revealSecret } from "./secret.ts";
import { hmacAlgorithm, payloadHeaderServices, scopeTerminator, unsignedPayload } from "./terms.ts";

/** What the independent signer needs beside request and envelope. */
export interface SecondOpinionInput {
  readonly secretAccessKey: Secret;
  readonly pathEncoding: PathEncoding;
}

/** The independent signer's signature, or why it cannot be asked. */
export type SecondOpinion =
  | { readonly kind: "signed"; readonly signature: string }
  | { readonly kind: "inexpressible"; readonly reason: string };

/** Signs the request again with the independent signer. Requests it cannot express are named as such; it never throws. */
export async function secondOpinion(
  request: CapturedRequest,
  envelope: Envelope,
  input: SecondOpinionInput,
): Promise<SecondOpinion> {
  const obstacle = inexpressible(request, envelope, input.pathEncoding);
  if (obstacle !== null) return { kind: "inexpressible", reason: obstacle };
  try {
    return { kind: "signed", signature: await signed(request, envelope, input) };
  } catch {
    return { kind: "inexpressible", reason: "the independent signer refused the request" };
  }
}

async function signed(
  request: CapturedRequest,
  envelope: Envelope,
  input: SecondOpinionInput,
): Promise<string> {
  const { region, service } = envelope.credentialScope;
  const signer = new SignatureV4({
    applyChecksum: false,
    credentials: { accessKeyId: envelope.accessKeyId, secretAccessKey: revealSecret(input.secretAccessKey) },
    region,
    service,
    sha256: Sha256,
    uriEscapePath: input.pathEncoding === "double",
  });
  const signedNames = new Set(envelope.signedHeaders.map((name) => name.toLowerCase()));
  const headers = mergedHeaders(request, envelope);
  const unsignable = new Set(Object.keys(headers).filter((name) => !signedNames.has(name)));
  unsignable.add(signedNames.has("x-amz-date") ? "" : "x-amz-date");
  const { path, query } = targetParts(request.target);
  const answer = await signer.sign(
    {
      method: request.method,
      protocol: "https:",
      hostname: request.authority,
      path: path || "/",
      query: queryBag(query),
      headers,
      body: request.body.content ?? undefined,
    },
    {
      signingDate: new Date(parseHttpOrIsoDate(envelope.amzDate ?? "") ?? 0),
      signableHeaders: signedNames,
      unsignableHeaders: unsignable,
    },
  );
  return /Signature=([0-9a-f]{64})$/.exec(answer.headers.authorization ?? "")?.[1] ?? "";
}

function mergedHeaders(request: CapturedRequest, envelope: Envelope): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name] of request.headers) {
    const lower = name.toLowerCase();
    headers[lower] = headerValues(request.headers, lower).join(",");
  }
  const s3 = payloadHeaderServices.has(envelope.credentialScope.service);
  if (s3 && envelope.form === "presigned-url") headers["x-amz-content-sha256"] ??= unsignedPayload;
  return headers;
}

function queryBag(query: string): Record<string, string | string[]> {
  const bag: Record<string, string[]> = {};
  for (const { name, value } of queryParameters(query)) {
    const decoded = percentDecode(name);
    bag[decoded] = [...(bag[decoded] ?? []), percentDecode(value ?? "")];
  }
  return bag;
}

/** Why the independent signer cannot take a request as it stands; null when it can. */
function inexpressible(request: CapturedRequest, envelope: Envelope, encoding: PathEncoding): string | null {
  const { path, query } = targetParts(request.target);
  return (
    envelopeObstacle(envelope) ??
    headerObstacle(request, envelope) ??
    pathObstacle(path, encoding) ??
    queryObstacle(query) ??
    payloadObstacle(request, envelope.credentialScope.service, envelope.form === "presigned-url")
  );
}

function envelopeObstacle(envelope: Envelope): string | null {
  const { terminator, date } = envelope.credentialScope;
  if (envelope.algorithm !== hmacAlgorithm || terminator !== scopeTerminator) {
    return "another algorithm or terminator";
  }
  const readable = parseHttpOrIsoDate(envelope.amzDate ?? "") !== null;
  return readable && envelope.amzDate?.slice(0, 8) === date ? null : "a date that is not the scope's";
}

function headerObstacle(request: CapturedRequest, envelope: Envelope): string | null {
  const names = envelope.signedHeaders.map((name) => name.toLowerCase());
  if (names.includes("date") || names.includes("authorization")) {
    return "a header that the signer makes itself is signed";
  }
  const canonical = [...new Set(names)].sort().join(";");
  if (envelope.signedHeaders.join(";") !== canonical) return "SignedHeaders is not sorted lower case";
  if (names.some((name) => headerValues(request.headers, name).length === 0))
    return "a signed header is absent";
  return plainAscii(request, names) ? null : "a signed value has a byte outside printable ASCII";
}

function pathObstacle(path: string, encoding: PathEncoding): string | null {
  if (encoding === "single" && !/^\/[A-Za-z0-9\-._~/]*$/.test(path)) {
    return "a path that is not in canonical form";
  }
  return /^[\x21-\x7e]*$/.test(path) ? null : "a path with raw bytes";
}

function queryObstacle(query: string): string | null {
  const loose = /[+%]/.test(query.replace(/%[0-9A-F]{2}/g, ""));
  return loose || /%[89A-F]/i.test(query) ? "a query that a parsed form cannot hold" : null;
}

function plainAscii(request: CapturedRequest, names: readonly string[]): boolean {
  return names.every((name) =>
    headerValues(request.headers, name).every((value) => /^[\x20-\x7e]*$/.test(value)),
  );
}

function payloadObstacle(request: CapturedRequest, service: string, presigned: boolean): string | null {
  const sent = headerValues(request.headers, "x-amz-content-sha256")[0];
  if (payloadHeaderServices.has(service)) {
    return sent === undefined && !presigned && request.body.content === null
      ? "a body that was not kept"
      : null;
  }
  if (sent !== undefined && sent !== request.body.sha256Hex)
    return "a payload header that the service does not read";
  return request.body.content === null && sent === undefined ? "a body that was not kept" : null;
}
