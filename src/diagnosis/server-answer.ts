// AWS's answer as read from a response: status, code, message and the few elements that tell what the server saw.
import type { CapturedResponse } from "../http/captured-exchange.ts";
import { sha256Hex } from "../http/digest.ts";
import { latin1 } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";
import { parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import type { AnswerBody } from "./answer-body.ts";
import { answerBody, bareErrorType } from "./answer-body.ts";
import { hexPairsText, latin1ReadAgain, unescapedJson, unescapedXml } from "./answer-text.ts";
import { unflattenedCanonicalRequest, unflattenedStringToSign } from "./flattened-texts.ts";
import { hiddenMark, shownCredential, withoutTokens } from "./prediction-redaction.ts";

/** What a response says. Texts are latin1 as received, entities and escapes undone. */
export interface ServerAnswer {
  readonly status: number;
  /** AWS's error code, without namespace or suffix; null when there is none. */
  readonly code: string | null;
  /** AWS's message; session tokens and misplaced secrets in it are redacted. */
  readonly message: string | null;
  readonly requestId: string | null;
  /** The response's Date header, in milliseconds since 1970; null when absent, unreadable, or when Age shows a cache. */
  readonly dateEpochMs: number | null;
  /** The canonical request the server built, where it shows it. Not redacted: it is what is compared and hashed. */
  readonly canonicalRequest: string | null;
  readonly stringToSign: string | null;
  /** Other elements of the error by name: Region, RequestTime, ServerTime, HeadersNotSigned, … */
  readonly elements: Readonly<Record<string, string>>;
}

/** Bytes of a body that are looked at: AWS's error bodies are a few kilobytes. */
const bodyLimit = 1024 * 1024;

/** Reads an answer: total, never throws. */
export function serverAnswer(response: CapturedResponse): ServerAnswer {
  if (isPlainSuccess(response)) return plainSuccess(response);
  const body = readable(response);
  const header = (name: string): string | undefined => headerValue(response.headers, name);
  const headerType = header("x-amzn-errortype") ?? header("x-amz-error-code");
  const message = body.message ?? header("x-amzn-error-message") ?? header("x-amz-error-message") ?? null;
  const shown = serverTexts(body, message);
  return {
    status: response.status,
    code: body.code ?? (headerType === undefined ? null : bareErrorType(headerType)),
    message: message === null ? null : safeMessage(message),
    requestId:
      requestId(body) ??
      header("x-amz-request-id") ??
      header("x-amzn-requestid") ??
      header("x-amz-cf-id") ??
      null,
    dateEpochMs: header("age") === undefined ? parseHttpOrIsoDate(header("date") ?? "") : null,
    ...shown,
    elements: otherElements(body, response),
  };
}

/** A success whose body cannot be an error in XML, which begins with a blank or `<`: nearly every answer there is. */
function isPlainSuccess({ status, body, headers }: CapturedResponse): boolean {
  if (status < 200 || status > 299 || headerValue(headers, "x-amz-bucket-region") !== undefined) return false;
  const first = body.content?.[0];
  return body.content === null || first === undefined || (first > 0x20 && first !== 0x3c && first !== 0xa0);
}

function plainSuccess({ status, headers }: CapturedResponse): ServerAnswer {
  const stale = headerValue(headers, "age") !== undefined;
  return {
    status,
    code: null,
    message: null,
    requestId: headerValue(headers, "x-amz-request-id") ?? headerValue(headers, "x-amzn-requestid") ?? null,
    dateEpochMs: stale ? null : parseHttpOrIsoDate(headerValue(headers, "date") ?? ""),
    canonicalRequest: null,
    stringToSign: null,
    elements: {},
  };
}

const none: AnswerBody = { code: null, message: null, elements: new Map() };
const errorBehindSuccess = /^\s{0,64}(?:<\?xml[^>]{0,128}\?>\s{0,64})?<Error>/;

/** A success is not read as an error, unless S3 sends one behind status 200 (CopyObject, CompleteMultipartUpload). */
function readable(response: CapturedResponse): AnswerBody {
  const encoded = headerValue(response.headers, "content-encoding") ?? "identity";
  if (response.body.content === null || !/^(?:identity|aws-chunked)?$/i.test(encoded)) return none;
  const success = response.status >= 200 && response.status < 300;
  if (success && !errorBehindSuccess.test(latin1(response.body.content.subarray(0, 512)))) return none;
  return answerBody(latin1(response.body.content.subarray(0, bodyLimit)));
}

function requestId(body: AnswerBody): string | null {
  for (const name of ["RequestId", "RequestID", "requestId", "requestID"]) {
    const found = body.elements.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

const apart = new Set([
  "Code",
  "Message",
  "message",
  "RequestId",
  "RequestID",
  "requestId",
  "__type",
  "code",
  "detailedMessage",
  "CanonicalRequest",
  "CanonicalRequestBytes",
  "StringToSign",
  "StringToSignBytes",
]);
const tellingHeaders = ["x-amz-bucket-region", "x-aoss-response-hint", "x-amz-id-2"];

function otherElements(body: AnswerBody, response: CapturedResponse): Readonly<Record<string, string>> {
  const others = new Map<string, string>();
  for (const [name, value] of body.elements) {
    if (!apart.has(name)) others.set(name, /^Token-\d+$/i.test(name) ? hiddenMark : withoutTokens(value));
  }
  for (const name of tellingHeaders) {
    const value = headerValue(response.headers, name);
    if (value !== undefined) others.set(name, value);
  }
  return Object.fromEntries(others);
}

/** Service messages that print the credential or the whole header print a secret when id and secret were swapped. */
function safeMessage(message: string): string {
  return withoutTokens(message).replace(
    /(\bgot '|Credential=)([^',\s]{1,512})/g,
    (_, before: string, credential: string) => before + shownCredential(credential),
  );
}

interface ServerTexts {
  readonly canonicalRequest: string | null;
  readonly stringToSign: string | null;
}

function serverTexts(body: AnswerBody, message: string | null): ServerTexts {
  const quoted = message === null ? { canonicalRequest: null, stringToSign: null } : quotedTexts(message);
  const stringToSign = body.elements.get("StringToSign") ?? quoted.stringToSign;
  const signedBytes = hexPairsText(body.elements.get("StringToSignBytes") ?? "");
  const shownToSign = stringToSign && (unflattenedStringToSign(stringToSign) ?? stringToSign);
  const toSign = signedBytes !== null && wholeStringToSign.test(signedBytes) ? signedBytes : shownToSign;
  const shown = body.elements.get("CanonicalRequest") ?? quoted.canonicalRequest;
  const text = shown && (unflattenedCanonicalRequest(shown) ?? shown);
  const bytes = hexPairsText(body.elements.get("CanonicalRequestBytes") ?? "");
  return { canonicalRequest: bestSpelling(text, bytes, toSign), stringToSign: toSign };
}

/** People edit the text of a paste and forget the bytes: the bytes win when they are whole. */
const wholeStringToSign = /^AWS4-[\s\S]{1,512}\n[0-9a-f]{64}$/;

/** Of the spellings a canonical request may have come through, the one that hashes to the string to sign; else the text. */
function bestSpelling(text: string | null, bytes: string | null, stringToSign: string | null): string | null {
  const expected = /([0-9a-f]{64})\s*$/.exec(stringToSign?.slice(-80) ?? "")?.[1];
  const plain = text ?? bytes;
  if (plain === null || expected === undefined) return plain;
  const spellings = [text, bytes, ...(text === null ? [] : otherSpellings(text))];
  return spellings.find((spelling) => spelling !== null && sha256Hex(spelling) === expected) ?? plain;
}

function otherSpellings(text: string): (string | null)[] {
  const unescaped = unescapedXml(text);
  const lines = text.replaceAll("\r\n", "\n");
  return [
    latin1ReadAgain(text),
    unescaped,
    latin1ReadAgain(unescaped),
    lines,
    text.trim(),
    lines.trim(),
    unescapedXml(lines).trim(),
  ];
}

const canonicalSentence = "Canonical String for this request should have been";
const toSignSentence = "String-to-Sign should have been";

/** The two texts that Query and JSON services quote in their message; split on the sentences, as a canonical text may hold quotes. */
function quotedTexts(message: string): ServerTexts {
  const text = unfolded(message);
  const canonicalAt = text.indexOf(canonicalSentence);
  const toSignAt = text.lastIndexOf(toSignSentence);
  const canonicalEnd = toSignAt < 0 ? text.length : toSignAt;
  return {
    canonicalRequest:
      canonicalAt < 0 || canonicalAt > canonicalEnd
        ? null
        : quotedAfter(text.slice(canonicalAt + canonicalSentence.length, canonicalEnd), "last"),
    stringToSign: toSignAt < 0 ? null : quotedAfter(text.slice(toSignAt + toSignSentence.length), "first"),
  };
}

/** A message whose line feeds are still escaped was put into JSON twice. */
function unfolded(message: string): string {
  const folded = /should have been\s{0,4}(?:\\+r)?\\+n/.test(message);
  const text = folded ? unescapedJson(unescapedJson(message)) : message;
  return text.replaceAll("\r\n", "\n");
}

function quotedAfter(text: string, ending: "first" | "last"): string | null {
  const open = /^\s{0,8}'/.exec(text);
  if (!open) return null;
  const from = open[0].length;
  const close = ending === "first" ? text.indexOf("'", from) : text.lastIndexOf("'");
  const quoted = text.slice(from, close < from ? text.length : close);
  return quoted === "" ? null : quoted;
}
