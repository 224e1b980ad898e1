// Bodies made safe: their shape stays, and every text outside the allow-list gives way to a mark. What is no JSON, XML or form is not kept.
import { percentDecode } from "../sigv4/percent-encoding.ts";
import { memberIsKept, parameterIsKept, speaksOfSecrets } from "./allowed-names.ts";
import type { Mark } from "./keyed-mark.ts";

/** What a body is redacted with. */
export interface BodyRedaction {
  /** Stands in place of what is not on the allow-list. */
  readonly mark: Mark;
  /** Replaces the secrets of the exchange in what stays. */
  readonly text: (text: string) => string;
}

/** Deepest nesting that is followed. */
const deepest = 64;

/** A body (latin1 text) with its secrets replaced; null where it is in no form that can be vouched for. Total. */
export function redactedBody(body: string, contentType: string, redaction: BodyRedaction): string | null {
  const start = /^(?:\xef\xbb\xbf)?\s*(.)/.exec(body)?.[1] ?? "";
  if (start === "{" || start === "[") return redactedJson(body, redaction);
  if (start === "<") return redactedXml(body, redaction);
  const form =
    /^[A-Za-z0-9%._~+\-[\]]+=/.test(body) && /^application\/x-www-form-urlencoded/i.test(contentType);
  return form ? redactedForm(body, redaction) : null;
}

function redactedJson(body: string, redaction: BodyRedaction): string | null {
  let value: unknown;
  try {
    value = JSON.parse(body.replace(/^\xef\xbb\xbf/, ""));
  } catch {
    return null;
  }
  return JSON.stringify(redactedValue(value, "", redaction, 0));
}

function redactedValue(value: unknown, name: string, redaction: BodyRedaction, depth: number): unknown {
  if (depth > deepest) return redaction.mark("");
  if (typeof value === "string") return redactedText(value, name, redaction);
  if (typeof value === "number") return numberIsPlain(value) ? value : redaction.mark(String(value));
  if (Array.isArray(value)) return value.map((each) => redactedValue(each, name, redaction, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, member]): [string, unknown] => [
    safeName(key, redaction),
    redactedValue(member, key, redaction, depth + 1),
  ]);
  return Object.fromEntries(members);
}

/** Counts, sizes and times stay; longer digits may be an account's or a card's. */
function numberIsPlain(value: number): boolean {
  return !Number.isInteger(value) || Math.abs(value) < 1e15;
}

function redactedText(text: string, name: string, redaction: BodyRedaction): string {
  if (text === "") return text;
  return memberIsKept(plainName(name)) ? redaction.text(text) : redaction.mark(text);
}

/** A name of a member is shape, unless it is as long as a key of somebody's data may be. */
function safeName(name: string, redaction: BodyRedaction): string {
  return /^[A-Za-z_$][A-Za-z0-9_.:#@-]{0,40}$/.test(name) && !/[A-Za-z0-9]{28}/.test(name)
    ? name
    : redaction.mark(name);
}

function plainName(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1).toLowerCase();
}

const xmlToken =
  /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!?\/?([^\s<>/!?]+)[^<>]*>|[^<]+|</g;

function redactedXml(body: string, redaction: BodyRedaction): string | null {
  // Each of them would be looked for from every opening one to the end of the body.
  if (body.lastIndexOf("<![CDATA[") > body.lastIndexOf("]]>")) return null;
  if (body.lastIndexOf("<!--") > body.lastIndexOf("-->")) return null;
  let safe = "";
  let element = "";
  for (const [token, name] of body.matchAll(xmlToken)) {
    if (token === "<" || token.startsWith("<!DOCTYPE") || token.startsWith("<!ENTITY")) return null;
    safe +=
      name === undefined
        ? redactedToken(token, element, redaction)
        : tagWithoutValues(token, name, redaction);
    if (name !== undefined) element = token.startsWith("</") || token.endsWith("/>") ? "" : name;
  }
  return safe;
}

/** Text, a declaration, a comment or a section. */
function redactedToken(token: string, element: string, redaction: BodyRedaction): string {
  if (token.startsWith("<?xml")) return token.length <= 100 ? token : "<?xml?>";
  if (token.startsWith("<")) return redaction.mark(token);
  return token.trim() === "" ? token : redactedText(token, element, redaction);
}

function tagWithoutValues(tag: string, name: string, redaction: BodyRedaction): string {
  if (!tag.includes("=")) return /^<\/?[A-Za-z0-9_:.-]{1,64}\s*\/?>$/.test(tag) ? tag : redaction.mark(tag);
  const space = /\sxmlns="(http[A-Za-z0-9:/.\-_]{1,100})"/.exec(tag);
  const plain = /^[A-Za-z0-9_:.-]{1,64}$/.test(name) ? name : redaction.mark(name);
  return `<${plain}${space ? ` xmlns="${space[1]}"` : ""}${tag.endsWith("/>") ? "/" : ""}>`;
}

function redactedForm(body: string, redaction: BodyRedaction): string {
  return body
    .split("&")
    .map((pair) => {
      const cut = pair.indexOf("=");
      const name = cut < 0 ? pair : pair.slice(0, cut);
      const value = cut < 0 ? "" : pair.slice(cut + 1);
      const plain = percentDecode(name);
      const shown = /^[A-Za-z0-9_.-]{1,100}$/.test(plain) ? name : redaction.mark(name);
      if (cut < 0) return shown;
      const lower = plain.toLowerCase();
      const kept =
        parameterIsKept(lower) || memberIsKept(lower) || (/^\d{0,9}$/.test(value) && !speaksOfSecrets(lower));
      return `${shown}=${kept ? redaction.text(value) : redaction.mark(percentDecode(value))}`;
    })
    .join("&");
}
