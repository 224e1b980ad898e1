// XML in and out: elements written with every value escaped, and request bodies read by fast-xml-parser under limits.
import { XMLParser } from "fast-xml-parser";

/** An element to write: a name with text, or with children; null children are left out. */
export type XmlNode = readonly [
  name: string,
  content: string | number | boolean | readonly (XmlNode | null)[],
];

/** Writes an element; `attributes` go on the outermost one. Text is unicode. */
export function xmlText([name, content]: XmlNode, attributes = ""): string {
  const inner =
    typeof content === "object"
      ? content.map((child) => (child === null ? "" : xmlText(child))).join("")
      : escapedXml(String(content));
  return `<${name}${attributes}>${inner}</${name}>`;
}

/** Escapes text for XML; what XML 1.0 cannot carry becomes a replacement character. */
export function escapedXml(text: string): string {
  return Array.from(
    text,
    (character) => escapes[character] ?? (carried(character) ? character : "\ufffd"),
  ).join("");
}

/** Whether XML 1.0 (2.2) has the character; half a surrogate pair is none. */
function carried(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return point === 0x09 || point === 0x0a || point === 0x0d;
  return (point < 0xd800 || point > 0xdfff) && point !== 0xfffe && point !== 0xffff;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

/** A parsed element: text, or children by local name, each in document order. */
export type XmlElement = string | { readonly [name: string]: readonly XmlElement[] };

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  isArray: (_name, path) => String(path).includes("."),
});

/** Reads a document of at most 4 MiB without a document type; null when it is none. */
export function parseXml(bytes: Uint8Array): { readonly name: string; readonly root: XmlElement } | null {
  if (bytes.length > 4 * 1024 * 1024) return null;
  const text = new TextDecoder().decode(bytes);
  if (/<!DOCTYPE/i.test(text)) return null;
  try {
    const parsed: unknown = parser.parse(text, true);
    if (typeof parsed !== "object" || parsed === null) return null;
    const [name, root] = Object.entries(parsed).find(([key]) => !key.startsWith("?")) ?? [];
    return name === undefined ? null : { name, root: element(root) };
  } catch {
    return null;
  }
}

/** The text of the first child of a name, or null. */
export function childText(parent: XmlElement, name: string): string | null {
  const [first] = children(parent, name);
  return first === undefined ? null : typeof first === "string" ? first : "";
}

/** All children of a name, in order. */
export function children(parent: XmlElement, name: string): readonly XmlElement[] {
  return typeof parent === "string" ? [] : (parent[name] ?? []);
}

function element(value: unknown): XmlElement {
  if (typeof value !== "object" || value === null)
    return value === undefined || value === null ? "" : unescapedText(String(value));
  const entries = Object.entries(value).filter(([name]) => name !== "#text");
  return Object.fromEntries(
    entries.map(([name, member]) => [name, (Array.isArray(member) ? member : [member]).map(element)]),
  );
}

/** The parser leaves entities alone, so that the numeric ones (`&#xD;` in a key) are read as well. */
function unescapedText(text: string): string {
  return text.replace(
    /&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point > 0x10ffff ? whole : String.fromCodePoint(point);
    },
  );
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
