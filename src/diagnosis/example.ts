// Examples: requests made wrong on purpose, for the pages, the tests and the demo. They are signed here and examined like any other.
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { sha256Hex } from "../http/digest.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import type { RawHeader, RawHeaders } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { parseAmzDate } from "../sigv4/amz-date.ts";
import { canonicalHeaders } from "../sigv4/canonical-headers.ts";
import { byCodeUnit, canonicalQuery, canonicalQueryText, queryParameters } from "../sigv4/canonical-query.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { canonicalUri } from "../sigv4/canonical-uri.ts";
import type { CredentialScope } from "../sigv4/credential-scope.ts";
import { credentialScope } from "../sigv4/credential-scope.ts";
import type { KeyChain } from "../sigv4/key-chain.ts";
import { keyByChain } from "../sigv4/key-chain.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import { Secret } from "../sigv4/secret.ts";
import { departedSignature } from "../sigv4/signature.ts";
import { hmacAlgorithm, payloadHeaderServices, unsignedPayload } from "../sigv4/terms.ts";
import type { RelatedExchange } from "./related-exchange.ts";
import type { TextChange } from "./rule.ts";
import { changedStringToSign } from "./text-change.ts";

/** A request with what is known and what time it is: everything an examination needs. */
export interface Example {
  readonly request: CapturedRequest;
  readonly response: CapturedResponse | null;
  readonly knowledge: Knowledge;
  readonly nowEpochMs: number;
  /** The canonical request the faulty client signed; null where the fault is elsewhere. */
  readonly signedCanonicalRequest: string | null;
  /** Other exchanges that have to do with this one; default none. */
  readonly related?: readonly RelatedExchange[];
}

/** A request to sign, and the places where it can be made wrong. */
export interface ExampleRecipe {
  readonly method?: string;
  /** `https://host/path?query`; path and query exactly as they go on the wire. */
  readonly url: string;
  /** Headers beside host, date, token and payload hash; all of them are signed. */
  readonly headers?: RawHeaders;
  readonly body?: string;
  readonly region?: string;
  readonly service?: string;
  /** `YYYYMMDDTHHMMSSZ`; default 20260102T030405Z. */
  readonly date?: string;
  /** The clock of the judge; default: the date. */
  readonly now?: string;
  readonly sessionToken?: string;
  readonly accessKeyId?: string;
  /** The secret the client signs with; default: the known one. */
  readonly secret?: string;
  /** Presigned with this life in seconds instead of an Authorization header. */
  readonly presignedSeconds?: number;
  /** Changes what the client puts into its canonical request. */
  readonly signedInput?: (input: CanonicalInput) => CanonicalInput;
  /** Changes the scope in the string to sign, the key and the envelope alike. */
  readonly scope?: Partial<CredentialScope>;
  /** Changes the scope the signing key is derived for, and nothing else. */
  readonly keyScope?: Partial<CredentialScope>;
  /** The time line of the string to sign, where it is not the date sent. */
  readonly signedTimestamp?: string;
  /** Derives the signing key by a wrong chain. */
  readonly keyChain?: KeyChain;
  /** Rewrites the canonical request that the client hashes. */
  readonly signedLayout?: (canonicalRequest: string) => string;
  /** Lays the client's string to sign out in another way. */
  readonly signedText?: TextChange;
  /** Headers added after signing. */
  readonly unsignedHeaders?: RawHeaders;
  /** Changes the request after signing: what an intermediary or the HTTP library does. */
  readonly sent?: (request: CapturedRequest) => CapturedRequest;
  readonly response?: CapturedResponse;
  /** What is known; default: the example key and its secret. */
  readonly knowledge?: Knowledge;
}

/** AWS's documented example key id. */
export const exampleAccessKeyId = "AKIAIOSFODNN7EXAMPLE";
/** AWS's documented example secret. */
export const exampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/** The example key with its secret, as if found in a profile. */
export function exampleKnowledge(
  secret: string = exampleSecret,
  accessKeyId: string = exampleAccessKeyId,
): Knowledge {
  const credentials = {
    accessKeyId,
    secretAccessKey: new Secret(secret),
    spelling: null,
    sessionToken: null,
    source: "profile example",
  };
  return { credentials: [credentials], signingKeys: [] };
}

/** Signs a recipe and applies what was changed afterwards. */
export function signedExample(recipe: ExampleRecipe): Example {
  const plan = planned(recipe);
  const signedRequest =
    recipe.presignedSeconds === undefined ? headerSigned(recipe, plan) : presigned(recipe, plan);
  const unsigned = {
    ...signedRequest.request,
    headers: [...signedRequest.request.headers, ...(recipe.unsignedHeaders ?? [])],
  };
  return {
    request: recipe.sent ? recipe.sent(unsigned) : unsigned,
    response: recipe.response ?? null,
    knowledge: recipe.knowledge ?? exampleKnowledge(),
    nowEpochMs: parseAmzDate(recipe.now ?? plan.date) ?? 0,
    signedCanonicalRequest: signedRequest.canonicalRequest,
  };
}

/** Replaces a header's value, or removes the header when the value is null. */
export function withHeader(request: CapturedRequest, name: string, value: string | null): CapturedRequest {
  const lower = name.toLowerCase();
  const headers: RawHeader[] = [];
  let done = false;
  for (const header of request.headers) {
    if (header[0].toLowerCase() !== lower) headers.push(header);
    else if (value !== null && !done) headers.push([header[0], value]);
    if (header[0].toLowerCase() === lower) done = true;
  }
  if (!done && value !== null) headers.push([name, value]);
  return { ...request, headers, authority: lower === "host" && value !== null ? value : request.authority };
}

/** A response for an example. */
export function exampleResponse(status: number, headers: RawHeaders, body: string): CapturedResponse {
  return { status, reason: "", headers, body: wholeBody(latin1Bytes(body)), receivedAtEpochMs: null };
}

interface Planned {
  readonly host: string;
  readonly target: string;
  readonly scope: CredentialScope;
  readonly date: string;
  readonly body: Uint8Array;
}

function planned(recipe: ExampleRecipe): Planned {
  const target = targetParts(recipe.url);
  const date = recipe.date ?? "20260102T030405Z";
  const scope = {
    date: date.slice(0, 8),
    region: recipe.region ?? "us-east-1",
    service: recipe.service ?? "s3",
    terminator: "aws4_request",
  };
  const query = target.query === "" ? "" : `?${target.query}`;
  return {
    host: target.authority ?? "",
    target: `${target.path === "" ? "/" : target.path}${query}`,
    scope: { ...scope, ...recipe.scope },
    date,
    body: latin1Bytes(recipe.body ?? ""),
  };
}

function headerSigned(
  recipe: ExampleRecipe,
  plan: Planned,
): { request: CapturedRequest; canonicalRequest: string } {
  const hash = sha256Hex(plan.body);
  const headers: RawHeader[] = [["Host", plan.host], ...(recipe.headers ?? []), ["X-Amz-Date", plan.date]];
  if (payloadHeaderServices.has(plan.scope.service)) headers.push(["X-Amz-Content-Sha256", hash]);
  if (recipe.sessionToken !== undefined) headers.push(["X-Amz-Security-Token", recipe.sessionToken]);
  const signed = signInput(recipe, plan, { headers, target: plan.target, payloadHash: hash });
  const credential = `${recipe.accessKeyId ?? exampleAccessKeyId}/${credentialScope(plan.scope)}`;
  const authorization = `${hmacAlgorithm} Credential=${credential}, SignedHeaders=${signed.signedHeaders}, Signature=${signed.signature}`;
  const length: RawHeader[] = plan.body.length > 0 ? [["Content-Length", String(plan.body.length)]] : [];
  const request = requestOf(recipe, plan, plan.target, [
    ...headers,
    ["Authorization", authorization],
    ...length,
  ]);
  return { request, canonicalRequest: signed.canonicalRequest };
}

function presigned(
  recipe: ExampleRecipe,
  plan: Planned,
): { request: CapturedRequest; canonicalRequest: string } {
  const headers: RawHeader[] = [["Host", plan.host], ...(recipe.headers ?? [])];
  const names = headers
    .map(([name]) => name.toLowerCase())
    .sort(byCodeUnit)
    .join(";");
  const credential = `${recipe.accessKeyId ?? exampleAccessKeyId}/${credentialScope(plan.scope)}`;
  const parameters: [string, string][] = [
    ["X-Amz-Algorithm", hmacAlgorithm],
    ["X-Amz-Credential", credential],
    ["X-Amz-Date", plan.date],
    ["X-Amz-Expires", String(recipe.presignedSeconds)],
    ["X-Amz-SignedHeaders", names],
  ];
  if (recipe.sessionToken !== undefined) parameters.push(["X-Amz-Security-Token", recipe.sessionToken]);
  const added = parameters
    .map(([name, value]) => `${name}=${canonicalQueryText(value.replaceAll("%", "%25"))}`)
    .join("&");
  const target = `${plan.target}${plan.target.includes("?") ? "&" : "?"}${added}`;
  const payload = payloadHeaderServices.has(plan.scope.service) ? unsignedPayload : sha256Hex(plan.body);
  const signed = signInput(recipe, plan, { headers, target, payloadHash: payload });
  const request = requestOf(recipe, plan, `${target}&X-Amz-Signature=${signed.signature}`, headers);
  return { request, canonicalRequest: signed.canonicalRequest };
}

function signInput(
  recipe: ExampleRecipe,
  plan: Planned,
  wire: { readonly headers: RawHeaders; readonly target: string; readonly payloadHash: string },
): { signature: string; signedHeaders: string; canonicalRequest: string } {
  const { headers, target, payloadHash } = wire;
  const names = [...new Set(headers.map(([name]) => name.toLowerCase()))].sort(byCodeUnit);
  const { path, query } = targetParts(target);
  const plain: CanonicalInput = {
    method: recipe.method ?? "GET",
    canonicalUri: canonicalUri(path, payloadHeaderServices.has(plan.scope.service) ? "single" : "double"),
    canonicalQuery: canonicalQuery(queryParameters(query)),
    headers: canonicalHeaders(headers, names),
    signedHeaders: names,
    payloadHash,
  };
  const input = recipe.signedInput ? recipe.signedInput(plain) : plain;
  const text = canonicalRequest(input);
  const toSign = changedStringToSign(
    {
      algorithm: hmacAlgorithm,
      timestamp: recipe.signedTimestamp ?? plan.date,
      scope: plan.scope,
      canonicalRequest: recipe.signedLayout ? recipe.signedLayout(text) : text,
    },
    recipe.signedText ?? {},
  );
  const secret = recipe.secret ?? exampleSecret;
  const keyScope = { ...plan.scope, ...recipe.keyScope };
  const key = keyByChain(secret, keyScope, recipe.keyChain ?? {});
  const exchanged = recipe.keyChain?.swapped?.includes("signature") ?? false;
  return {
    signature: departedSignature(key, toSign, exchanged),
    signedHeaders: input.signedHeaders.join(";"),
    canonicalRequest: text,
  };
}

function requestOf(
  recipe: ExampleRecipe,
  plan: Planned,
  target: string,
  headers: RawHeaders,
): CapturedRequest {
  return {
    method: recipe.method ?? "GET",
    scheme: "https",
    authority: plan.host,
    target,
    httpVersion: "1.1",
    headers,
    body: wholeBody(plan.body),
    connection: null,
    receivedAtEpochMs: null,
  };
}
