// Bodies whose length was counted in characters: the service reads as many bytes, and the end is lost.
import { latin1, latin1Bytes } from "../http/http-message.ts";
import { utf8Text } from "./text-encodings.ts";

/** How many characters a text of UTF-8 bytes (latin1 text) has where that differs from its bytes: UTF-16 units, then code points. */
export function characterCounts(bytes: string): readonly number[] {
  const text = utf8Text(bytes);
  if (text === null) return [];
  return [...new Set([text.length, [...text].length])].filter((count) => count < bytes.length);
}

/**
 * The whole body again where only its first bytes arrived, as many as the whole has characters: the lost end of a JSON text
 * is then its closing marks, one for each byte that the characters have beyond the first. Latin1 text; null where it does not come out.
 */
export function completedJson(bytes: string): string | null {
  const counted = beyondAscii(bytes);
  if (counted === 0) return null;
  const marks = openMarks(bytes);
  if (marks === null || marks === "") return null;
  for (const end of [marks, `${marks}\n`]) if (end.length === counted) return bytes + end;
  return null;
}

/** Bytes minus characters of UTF-8; 0 where it breaks off inside a character. */
function beyondAscii(bytes: string): number {
  const text = utf8Text(bytes);
  return text === null ? 0 : bytes.length - text.length;
}

/** What would close every string, array and object that is open at the end; null where the text is no JSON object or array. */
function openMarks(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) return null;
  let open = "";
  // A whole string, or the quotation mark of one that does not end, or a bracket.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\[\s\S])*"|["[\]{}]/g)) {
    if (token === '"') return `"${open}`;
    if (token === "{" || token === "[") open = (token === "{" ? "}" : "]") + open;
    else if (token === "}" || token === "]") open = open.slice(1);
  }
  return open;
}

/** A body with the bytes that followed it in the capture, or null without any. */
export function withSurplus(content: Uint8Array, surplus: Uint8Array | undefined): Uint8Array | null {
  return surplus && surplus.length > 0 ? latin1Bytes(latin1(content) + latin1(surplus)) : null;
}
