// Signed requests inside the messages of an exchange: presigned URLs in bodies, tokens in headers, logins by a signed request.
import type { CapturedBody, CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { headerValues } from "../http/raw-headers.ts";
import { unescapedXml } from "./answer-text.ts";
import { identityLogins } from "./identity-login.ts";
import type { NestedRequest } from "./nested-request.ts";
import { holdsEnvelope, presignedMethods, urlRequest } from "./nested-request.ts";
import { signedToken } from "./signed-token.ts";

/** Longest body that is searched, in bytes. */
const longestBytes = 262_144;
/** Nested requests of one exchange that are looked at. */
const mostNested = 20;

/** The signed requests inside an exchange, in the order request, response; empty in almost every case. Total. */
export function nestedRequests(
  request: CapturedRequest,
  response: CapturedResponse | null,
): readonly NestedRequest[] {
  return [
    ...headerTokens(request),
    ...inBody(request.body, "request body"),
    ...(response === null ? [] : inBody(response.body, "response body")),
  ].slice(0, mostNested);
}

/** The signed requests in a text of any kind (latin1). Total. */
export function nestedInText(text: string, place: string): readonly NestedRequest[] {
  const logins = identityLogins(text, place);
  if (logins.length > 0) return logins;
  return [...tokens(text, place), ...presignedUrls(text, place)].slice(0, mostNested);
}

function headerTokens(request: CapturedRequest): NestedRequest[] {
  return headerValues(request.headers, "authorization").flatMap((value) => {
    const token = /^Bearer\s+(k8s-aws-v1\.\S+)$/i.exec(value)?.[1];
    const around = (): string =>
      [request.target, ...request.headers.map((pair) => pair.join(": "))].join("\n");
    const found = token === undefined ? null : signedToken(token, "header authorization", around());
    return found ? [found] : [];
  });
}

function inBody({ content }: CapturedBody, place: string): readonly NestedRequest[] {
  if (content === null || content.length < minimumBytes || content.length > longestBytes) return [];
  return holdsMark(content) ? nestedInText(latin1(content), place) : [];
}

/**
 * Looked for piece by piece, since almost no body holds one: the text of a long body is memory that V8 takes from the system and gives
 * back each time, which cost a 256 KiB upload more than its hash.
 */
function holdsMark(content: Uint8Array): boolean {
  for (let at = 0; at < content.length; at += pieceBytes)
    if (mark.test(latin1(content.subarray(at, at + pieceBytes + longestMark)))) return true;
  return false;
}

/** Shorter bodies hold no signed request. */
const minimumBytes = 120;
const pieceBytes = 32_768;
/** More than the length of each mark below, so that none falls between two pieces. */
const longestMark = 32;
const mark =
  /X-Amz-Signature|[?&;]Signature=|k8s-aws-v1\.|iam_http_request_method|%22Authorization%22|"Authorization"/i;

function tokens(text: string, place: string): NestedRequest[] {
  const found: NestedRequest[] = [];
  for (const [token] of text.matchAll(/k8s-aws-v1\.[\w-]{100,16384}/g)) {
    const one = signedToken(token, place, text);
    if (one) found.push(one);
    if (found.length >= mostNested) break;
  }
  return found;
}

/** URLs up to the quote, blank or bracket that ends them, with the escapes of XML and JSON undone. */
function presignedUrls(text: string, place: string): NestedRequest[] {
  const found = new Map<string, NestedRequest>();
  for (const [raw] of text.matchAll(/https?:(?:\\{0,3}\/){2}[!#-&(-;=?-\]_a-z~]{20,20000}/g)) {
    if (!/Signature/.test(raw)) continue;
    const url = unescapedUrl(raw);
    if (!holdsEnvelope(url) || found.has(url)) continue;
    const request = urlRequest(url, "GET");
    if (request) found.set(url, presigned(request, place));
    if (found.size >= mostNested) break;
  }
  return [...found.values()];
}

function presigned(request: CapturedRequest, place: string): NestedRequest {
  return {
    kind: "presigned-url",
    place,
    request,
    methods: presignedMethods,
    headerGuesses: [],
    inUse: false,
  };
}

function unescapedUrl(raw: string): string {
  const json = raw
    .replace(/\\+u0026/gi, "&")
    .replace(/\\+u003d/gi, "=")
    .replace(/\\+u002b/gi, "+")
    .replaceAll("\\/", "/")
    .replace(/\\+$/, "");
  const xml = unescapedXml(json);
  // What stands behind a URL in running text belongs to the sentence.
  return xml.replace(/[).,;\]\\]+$/, "");
}
