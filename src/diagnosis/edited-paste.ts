// Marks of a human hand in a captured request: cut texts, masked signatures, redacted tokens. What was edited is not judged.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { targetParts } from "../http/request-target.ts";

/** What of a request was edited: nothing can be concluded from it. `cut`: lines are gone. */
export type EditedPart = "signature" | "access-key-id" | "token" | "payload-hash" | "cut";

/** An ellipsis (UTF-8 as latin1), a word in angle or square brackets, a row of X or stars, a word that says so. */
const edited: RegExp =
  /\xe2\x80\xa6|\.\.\.|<[a-z][\w .-]{0,40}>|\[[a-z][\w .-]{0,40}\]|X{4,}|x{6,}|\*{3,}|#{4,}|\b(?:redacted|removed|hidden|masked|omitted|snip(?:ped)?|obfuscated|censored)\b/i;

/** The edited parts of a request; empty for one that nobody touched. Meant for pastes, never for live traffic. */
export function editedParts(request: CapturedRequest): EditedPart[] {
  const parts = new Set<EditedPart>();
  for (const [name, value] of request.headers) {
    for (const part of partsOfHeader(name.toLowerCase(), value)) parts.add(part);
  }
  for (const [name, value] of queryParts(request.target)) {
    for (const part of partsOfQuery(name, value)) parts.add(part);
  }
  if (endsCut(request)) parts.add("cut");
  return [...parts];
}

function partsOfHeader(name: string, value: string): EditedPart[] {
  if (name === "authorization") return partsOfAuthorization(value);
  if (!edited.test(value) && !emptiedToken(name, value)) return [];
  if (name.endsWith("-token")) return ["token"];
  return name === "x-amz-content-sha256" ? ["payload-hash"] : [];
}

/** A login token cut down to its prefix. */
function emptiedToken(name: string, value: string): boolean {
  return name === "x-amz-access-token" && /^Atz[ar]\|?$/.test(value);
}

function partsOfAuthorization(value: string): EditedPart[] {
  const parts: EditedPart[] = [];
  const signature = /Signature=([^,\s]*)/i.exec(value)?.[1];
  const key = /Credential=([^/,\s]*)/i.exec(value)?.[1];
  if (signature !== undefined && (edited.test(signature) || isMask(signature))) parts.push("signature");
  if (key !== undefined && (edited.test(key) || isMask(key))) parts.push("access-key-id");
  if (/\xe2\x80\xa6$|\.\.\.$/.test(value)) parts.push("cut");
  return parts;
}

/** One character again and again. */
function isMask(text: string): boolean {
  return text.length >= 4 && /^(.)\1+$/.test(text);
}

function queryParts(target: string): (readonly [string, string])[] {
  return targetParts(target)
    .query.split("&")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? ([pair, ""] as const) : ([pair.slice(0, equals), pair.slice(equals + 1)] as const);
    });
}

function partsOfQuery(name: string, value: string): EditedPart[] {
  const plain = value.replace(/%3C/gi, "<").replace(/%3E/gi, ">");
  if (!edited.test(plain) && !isMask(plain)) return [];
  if (name === "X-Amz-Signature") return ["signature"];
  if (name === "X-Amz-Credential") return ["access-key-id"];
  return name === "X-Amz-Security-Token" ? ["token"] : [];
}

/** The last line breaks off, and so may others have done that came behind it. */
function endsCut({ headers, body }: CapturedRequest): boolean {
  const last = headers.at(-1)?.[1] ?? "";
  const rest = body.content === null ? "" : latin1(body.content.subarray(0, 64)).trim();
  return /\xe2\x80\xa6$|\.\.\.$/.test(last) || rest === "\xe2\x80\xa6" || rest === "...";
}

/** Rules that look at an edited part: their inspections say nothing about the request that was sent. */
const rulesOf: Readonly<Record<Exclude<EditedPart, "cut">, RegExp>> = {
  signature: /^signature-/,
  "access-key-id": /^(?:akid-|unexpanded-|swapped-|credential-)/,
  token: /^(?:token-|torn-|unexpanded-)/,
  "payload-hash": /^(?:content-sha256-|payload-|empty-json-|body-|form-body-|presign-payload-)/,
};

/** Rules that judge what is there, not what is missing: all that holds of a request whose end is gone. */
const holdsWhenCut =
  /^(?:scope-|region-|sigv2-|auth-not-|auth-header-|auth-component-|credential-|proxy-headers-)/;

/** Whether a rule's inspection still means something for a request of which these parts were edited. */
export function stillJudged(rule: string, parts: readonly EditedPart[]): boolean {
  return parts.every((part) => (part === "cut" ? holdsWhenCut.test(rule) : !rulesOf[part].test(rule)));
}
