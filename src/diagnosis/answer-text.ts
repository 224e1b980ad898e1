// Texts of AWS's answers with their escapes undone: XML entities, JSON escapes, Bytes elements, Latin-1 read as UTF-8.
import { latin1, latin1Bytes } from "../http/http-message.ts";

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Undoes XML entities once. Characters beyond ASCII become the latin1 text of their UTF-8 bytes. */
export function unescapedXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      return utf8Latin1(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)) ?? whole;
    },
  );
}

/** Writes `\uXXXX` beyond ASCII as latin1 UTF-8 bytes, so that JSON text stays one character for each byte. */
export function latin1JsonText(text: string): string {
  return text.replace(
    /\\(?:u([dD][89abAB][0-9A-Fa-f]{2})\\u([dD][c-fC-F][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|[\s\S])/g,
    (whole, high?: string, low?: string, single?: string) => {
      if (high !== undefined && low !== undefined) {
        const point =
          0x10000 + ((Number.parseInt(high, 16) & 0x3ff) << 10) + (Number.parseInt(low, 16) & 0x3ff);
        return utf8Latin1(point) ?? whole;
      }
      const code = single === undefined ? 0 : Number.parseInt(single, 16);
      return code < 0x80 ? whole : (utf8Latin1(code) ?? whole);
    },
  );
}

/** Undoes JSON string escapes in a bare text: a message that was put into JSON twice, or a pasted piece of JSON. */
export function unescapedJson(text: string): string {
  if (!text.includes("\\")) return text;
  const short: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  return latin1JsonText(text).replace(
    /\\(?:u00([0-7][0-9A-Fa-f])|([\s\S]))/g,
    (_, hex?: string, mark?: string) =>
      hex === undefined ? (short[mark ?? ""] ?? mark ?? "") : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The text of a Bytes element (`41 57 53 34 …`), or null when it is not made of hex pairs. */
export function hexPairsText(pairs: string): string | null {
  const packed = pairs.replace(/\s+/g, "");
  if (packed === "" || packed.length % 2 === 1 || !/^[0-9A-Fa-f]+$/.test(packed)) return null;
  let text = "";
  for (let at = 0; at < packed.length; at += 2)
    text += String.fromCharCode(Number.parseInt(packed.slice(at, at + 2), 16));
  return text;
}

/** S3 echoes bytes read as Latin-1 and written as UTF-8 (`d1 82` comes back as `c3 91 c2 82`): undone, or null when that is not it. */
export function latin1ReadAgain(text: string): string | null {
  if (!/[\x80-\xff]/.test(text)) return null;
  let decoded: string;
  try {
    decoded = new TextDecoder("utf-8", { fatal: true }).decode(latin1Bytes(text));
  } catch {
    return null;
  }
  return /[^\0-\xff]/.test(decoded) ? null : decoded;
}

function utf8Latin1(point: number): string | null {
  if (point > 0x10ffff) return null;
  return latin1(new TextEncoder().encode(String.fromCodePoint(point)));
}
