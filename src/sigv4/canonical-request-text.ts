// A canonical request read back into its parts, from a server's answer or a client's log. Total: anything else gives null.
import type { CanonicalHeader } from "./canonical-headers.ts";
import type { CanonicalInput } from "./canonical-request.ts";

/** Longest text that is read, in characters. */
const longest = 1024 * 1024;

/** Cuts a canonical request (latin1 text) into its parts; null when it is not a whole one. */
export function parseCanonicalRequest(text: string): CanonicalInput | null {
  if (text.length > longest) return null;
  const lines = text.replace(/\n+$/, "").split("\n");
  const [method, canonicalUri, canonicalQuery] = lines;
  const payloadHash = lines.at(-1);
  const signed = lines.at(-2);
  if (lines.length < 6 || method === undefined || canonicalUri === undefined || canonicalQuery === undefined)
    return null;
  if (payloadHash === undefined || signed === undefined || lines.at(-3) !== "") return null;
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]*$/.test(method)) return null;
  const headers = headerLines(lines.slice(3, -3));
  if (headers === null) return null;
  return {
    method,
    canonicalUri,
    canonicalQuery,
    headers,
    signedHeaders: signed === "" ? [] : signed.split(";"),
    payloadHash,
  };
}

/** Each line is `name:value`; a line without a colon is taken for the rest of the value before it. */
function headerLines(lines: readonly string[]): CanonicalHeader[] | null {
  const headers: CanonicalHeader[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    const last = headers.at(-1);
    if (colon > 0) headers.push({ name: line.slice(0, colon), value: line.slice(colon + 1) });
    else if (last) headers[headers.length - 1] = { name: last.name, value: `${last.value}\n${line}` };
    else return null;
  }
  return headers;
}
