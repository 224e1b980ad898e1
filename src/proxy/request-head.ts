// A request head as text, from the raw header list: the bytes that must go upstream.

/** What a head is made of. `rawHeaders` is flat, as Node gives it. */
export interface HeadParts {
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
}

/** The head from its first line to its empty line (RFC 9112, 2.1). Latin1 text: one character is one byte. */
export function headText(parts: HeadParts): string {
  let text = `${parts.method} ${parts.target} HTTP/${parts.httpVersion}\r\n`;
  const { rawHeaders } = parts;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    text += `${rawHeaders[index]}: ${rawHeaders[index + 1]}\r\n`;
  }
  return `${text}\r\n`;
}

/** Whether a header is in a flat raw list; `lowerName` must be lower case. */
export function hasRawHeader(rawHeaders: readonly string[], lowerName: string): boolean {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) return true;
  }
  return false;
}

/** Whether a body follows the head of a request, as Node's parser sees it: a length of zero announces none (RFC 9112, 6.3). */
export function announcesBody(rawHeaders: readonly string[]): boolean {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    if (name === "transfer-encoding") return true;
    if (name === "content-length" && !/^0+$/.test(rawHeaders[index + 1] ?? "")) return true;
  }
  return false;
}
