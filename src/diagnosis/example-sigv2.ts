// Examples signed with Signature Version 2, right or with one part of the string to sign wrong on purpose.
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import type { RawHeader, RawHeaders } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import { percentEncode } from "../sigv4/percent-encoding.ts";
import { textSignature } from "../sigv4/signed-text.ts";
import type { SigV2Claim } from "../sigv4/sigv2-claim.ts";
import type { SigV2Parts } from "../sigv4/sigv2-parts.ts";
import { sigv2Readings, sigv2StringToSign } from "../sigv4/sigv2-parts.ts";
import type { SigV2QueryParts } from "../sigv4/sigv2-query-parts.ts";
import { sigv2QueryParts, sigv2QueryStringToSign } from "../sigv4/sigv2-query-parts.ts";
import type { Example } from "./example.ts";
import { exampleAccessKeyId, exampleKnowledge, exampleSecret } from "./example.ts";

/** A request to S3 to sign in Version 2. */
export interface SigV2Recipe {
  readonly method?: string;
  readonly url: string;
  /** Headers beside Host and Date. */
  readonly headers?: RawHeaders;
  readonly body?: string;
  /** The Date header; null for none. Default: `Fri, 02 Jan 2026 03:04:05 GMT`. */
  readonly date?: string | null;
  /** Signed in the query with this Expires (seconds since 1970) instead of an Authorization header. */
  readonly expires?: number;
  readonly accessKeyId?: string;
  readonly secret?: string;
  /** Changes what the client puts into its string to sign. */
  readonly signedParts?: (parts: SigV2Parts) => SigV2Parts;
  readonly response?: CapturedResponse;
  readonly knowledge?: Knowledge;
}

/** 2026-01-02T03:04:05Z, when all of them are sent. */
const nowEpochMs = 1_767_323_045_000;

/** Signs a request to S3. */
export function sigv2Example(recipe: SigV2Recipe): Example {
  const { query } = targetParts(recipe.url);
  const accessKeyId = recipe.accessKeyId ?? exampleAccessKeyId;
  const claim: SigV2Claim = {
    form: recipe.expires === undefined ? "sigv2-header" : "sigv2-query",
    dialect: "s3",
    algorithm: "HmacSHA1",
    version: "2",
    accessKeyId,
    providedSignature: "",
    dateText: null,
    expiresText: recipe.expires === undefined ? null : String(recipe.expires),
    sessionToken: "absent",
    place: recipe.expires === undefined ? "header" : "query",
  };
  const date: RawHeader[] =
    recipe.date === null || recipe.expires !== undefined
      ? []
      : [["Date", recipe.date ?? "Fri, 02 Jan 2026 03:04:05 GMT"]];
  const bare = requestOf(recipe, [...date, ...(recipe.headers ?? [])]);
  const [read] = sigv2Readings(bare, claim);
  if (!read) throw new Error("this is a bug: a request without a reading");
  const text = sigv2StringToSign(recipe.signedParts ? recipe.signedParts(read) : read);
  const signature = signed(text, "HmacSHA1", accessKeyId, recipe.secret);
  const added = `AWSAccessKeyId=${accessKeyId}&Expires=${recipe.expires}&Signature=${percentEncode(signature)}`;
  const request =
    recipe.expires === undefined
      ? { ...bare, headers: [...bare.headers, ["Authorization", `AWS ${accessKeyId}:${signature}`] as const] }
      : { ...bare, target: `${bare.target}${query === "" ? "?" : "&"}${added}` };
  return exampleOf(request, recipe);
}

/** A GET of a Query service (SimpleDB) with SignatureVersion=2; `signedParts` changes what the client signs. */
export function sigv2QueryExample(recipe: {
  readonly url: string;
  readonly method?: "HmacSHA1" | "HmacSHA256";
  readonly secret?: string;
  readonly signedParts?: (parts: SigV2QueryParts) => SigV2QueryParts;
}): Example {
  const method = recipe.method ?? "HmacSHA256";
  const claim: SigV2Claim = {
    form: "sigv2-query",
    dialect: "query",
    algorithm: method,
    version: "2",
    accessKeyId: exampleAccessKeyId,
    providedSignature: "",
    dateText: null,
    expiresText: null,
    sessionToken: "absent",
    place: "query",
  };
  const parameters = `AWSAccessKeyId=${exampleAccessKeyId}&SignatureMethod=${method}&SignatureVersion=2&Timestamp=2026-01-02T03%3A04%3A05Z`;
  const bare = requestOf({ url: `${recipe.url}&${parameters}` }, []);
  const parts = sigv2QueryParts(bare, claim);
  const text = sigv2QueryStringToSign(recipe.signedParts ? recipe.signedParts(parts) : parts);
  const signature = signed(text, method, exampleAccessKeyId, recipe.secret);
  return exampleOf({ ...bare, target: `${bare.target}&Signature=${percentEncode(signature)}` }, {});
}

function signed(
  text: string,
  method: "HmacSHA1" | "HmacSHA256",
  accessKeyId: string,
  secret: string | undefined,
): string {
  return textSignature({ text, method }, { accessKeyId, scope: null }, secret ?? exampleSecret) ?? "";
}

function requestOf(
  recipe: Pick<SigV2Recipe, "method" | "url" | "body">,
  headers: RawHeaders,
): CapturedRequest {
  const { authority, path, query } = targetParts(recipe.url);
  const body = latin1Bytes(recipe.body ?? "");
  const length: RawHeader[] = body.length > 0 ? [["Content-Length", String(body.length)]] : [];
  return {
    method: recipe.method ?? "GET",
    scheme: "https",
    authority: authority ?? "",
    target: `${path === "" ? "/" : path}${query === "" ? "" : `?${query}`}`,
    httpVersion: "1.1",
    headers: [["Host", authority ?? ""], ...headers, ...length],
    body: wholeBody(body),
    connection: null,
    receivedAtEpochMs: null,
  };
}

function exampleOf(
  request: CapturedRequest,
  { response, knowledge }: Pick<SigV2Recipe, "response" | "knowledge">,
): Example {
  return {
    request,
    response: response ?? null,
    knowledge: knowledge ?? exampleKnowledge(),
    nowEpochMs,
    signedCanonicalRequest: null,
  };
}
