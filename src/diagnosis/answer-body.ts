// The body of an AWS error answer cut into code, message and elements, whichever of AWS's dialects it speaks.
import { latin1JsonText, unescapedJson, unescapedXml } from "./answer-text.ts";

/** What a body says, by element name; the first of a name wins. Texts are latin1 with one level of escapes undone. */
export interface AnswerBody {
  readonly code: string | null;
  readonly message: string | null;
  readonly elements: ReadonlyMap<string, string>;
}

const elementLimit = 64;
const nothing: AnswerBody = { code: null, message: null, elements: new Map() };

/** Reads a body of latin1 text: XML, JSON, or the bare text of a message or a log line around one. Total and linear. */
export function answerBody(text: string): AnswerBody {
  const body = text.replace(/^(?:\xef\xbb\xbf)?\s+|^\xef\xbb\xbf/, "");
  if (body === "") return nothing;
  if (body.startsWith("{") || body.startsWith("[")) return jsonBody(body) ?? brokenJson(body);
  const xml = /<(?:[A-Za-z0-9]{1,20}:)?(?:Error|ErrorResponse|Response|Code)[\s>]/.exec(body);
  if (xml) return xmlBody(body.slice(xml.index));
  const brace = body.indexOf('{"');
  return (brace > 0 ? jsonBody(body.slice(brace, body.lastIndexOf("}") + 1)) : null) ?? bareText(body);
}

/** An error type without namespace (`com.amazon.coral.service#`, `#`) and without the address behind a colon. */
export function bareErrorType(text: string): string | null {
  const name = text.slice(text.lastIndexOf("#", text.includes(":") ? text.indexOf(":") : text.length) + 1);
  const cut = /^[\w.-]+/.exec(name.trim())?.[0] ?? "";
  return cut === "" ? null : cut.slice(0, 128);
}

/** Elements that hold text only, in document order. */
function xmlBody(text: string): AnswerBody {
  const elements = new Map<string, string>();
  let at = text.indexOf("<");
  while (at >= 0 && elements.size < elementLimit) {
    const open = /^<(?:[\w.-]{1,32}:)?([A-Za-z_][\w.-]{0,63})(?:\s[^<>]{0,512})?>/.exec(
      text.slice(at, at + 640),
    );
    const from = at + (open ? open[0].length : 1);
    const next = text.indexOf("<", from);
    if (open?.[1] !== undefined && !open[0].endsWith("/>")) at = leaf(text, open[1], from, elements);
    else at = next;
  }
  return {
    code: elements.get("Code") ?? null,
    message: elements.get("Message") ?? elements.get("message") ?? null,
    elements,
  };
}

/** Keeps an element's text when its own end tag, or the end of a cut body, is what comes next. Returns where the next tag begins. */
function leaf(text: string, name: string, from: number, elements: Map<string, string>): number {
  if (text.startsWith("<![CDATA[", from)) {
    const end = text.indexOf("]]>", from);
    keep(elements, name, text.slice(from + 9, end < 0 ? text.length : end));
    return end < 0 ? -1 : text.indexOf("<", end);
  }
  const next = text.indexOf("<", from);
  if (next < 0 || text[next + 1] === "/")
    keep(elements, name, unescapedXml(text.slice(from, next < 0 ? text.length : next)));
  return next;
}

function keep(elements: Map<string, string>, name: string, value: string): void {
  if (!elements.has(name)) elements.set(name, value);
}

function jsonBody(text: string): AnswerBody | null {
  let value: unknown;
  try {
    value = JSON.parse(latin1JsonText(text));
  } catch {
    return null;
  }
  const elements = new Map<string, string>();
  const layers = jsonLayers(value);
  if (layers.length === 0) return null;
  for (const layer of layers) {
    for (const [name, member] of Object.entries(layer)) {
      if (elements.size < elementLimit && (typeof member === "string" || typeof member === "number"))
        keep(elements, name, String(member));
    }
  }
  const first = (...names: string[]): string | null =>
    names.map((name) => elements.get(name)).find((found) => found !== undefined) ?? null;
  const type = first("__type", "code", "Code", "errorCode", "errorType");
  return {
    code: type === null ? null : bareErrorType(type),
    message: first("message", "Message", "detailedMessage", "errorMessage"),
    elements,
  };
}

type JsonObject = { readonly [name: string]: unknown };

/** The object itself, then the places where services put the error: `Error`, `error`, `Response`, the first of `errors`. */
function jsonLayers(value: unknown, depth = 0): JsonObject[] {
  if (Array.isArray(value)) return jsonLayers(value[0], depth + 1);
  if (typeof value !== "object" || value === null || depth > 4) return [];
  const layer = value as JsonObject;
  const inner = ["Response", "Error", "error", "errors", "Errors"].filter((name) =>
    Object.hasOwn(layer, name),
  );
  return [layer, ...inner.flatMap((name) => jsonLayers(layer[name], depth + 1))];
}

/** JSON that was cut or edited: the members that can still be told. */
function brokenJson(text: string): AnswerBody {
  const member = (name: RegExp): string | null => {
    const found = name.exec(text);
    return found ? unescapedJson(upToQuote(text, found.index + found[0].length)) : null;
  };
  const type = member(/"(?:__type|code|Code)"\s{0,8}:\s{0,8}"/);
  const message = member(/"(?:message|Message|detailedMessage)"\s{0,8}:\s{0,8}"/);
  if (type === null && message === null) return bareText(text);
  return { code: type === null ? null : bareErrorType(type), message, elements: new Map() };
}

function upToQuote(text: string, from: number): string {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return text.slice(from, at);
  }
  return text.slice(from);
}

/** Codes that tools print in front of a message. Longer names first where one begins another. */
const knownCodes = [
  "SignatureDoesNotMatch",
  "InvalidSignatureException",
  "InvalidSignature",
  "IncompleteSignatureException",
  "IncompleteSignature",
  "MissingAuthenticationTokenException",
  "MissingAuthenticationToken",
  "AuthorizationHeaderMalformed",
  "AuthorizationQueryParametersError",
  "RequestTimeTooSkewed",
  "RequestExpired",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "ExpiredTokenException",
  "ExpiredToken",
  "InvalidToken",
  "XAmzContentSHA256Mismatch",
  "InvalidChunkSizeError",
  "MalformedTrailerError",
  "UnsignedContentSHA256NotAllowed",
  "MissingContentLength",
  "IncompleteBody",
  "PermanentRedirect",
  "TemporaryRedirect",
  "OptInRequired",
  "AccessDeniedException",
  "AccessDenied",
  "AuthFailure",
  "InvalidPolicyDocument",
  "InvalidArgument",
  "InvalidRequest",
  "NotImplemented",
] as const;
const knownCode = new RegExp(knownCodes.join("|"));

function bareText(text: string): AnswerBody {
  const boto = /An error occurred \((\w{1,64})\) when calling the \w{1,64} operation[^:\n]{0,64}: /.exec(
    text,
  );
  const message = unescapedXml(boto ? text.slice(boto.index + boto[0].length) : text).trim();
  return {
    code: boto?.[1] ?? knownCode.exec(text)?.[0] ?? null,
    message: message === "" ? null : message,
    elements: new Map(),
  };
}
