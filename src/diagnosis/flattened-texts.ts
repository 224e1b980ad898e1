// Texts whose line feeds became blanks, as chats, tickets and log viewers show them: put back into lines. Total, in linear time.
import { ecdsaAlgorithm, hmacAlgorithm } from "../sigv4/terms.ts";

/** A string to sign in one line, back in its four lines; null when the text is not one. Latin1. */
export function unflattenedStringToSign(text: string): string | null {
  if (text.length > longestStringToSign || text.includes("\n")) return null;
  const words = text.trim().split(/\s+/);
  const [algorithm = "", time = "", scope = "", hash = ""] = words;
  if (words.length !== 4 || (algorithm !== hmacAlgorithm && algorithm !== ecdsaAlgorithm)) return null;
  return /^\d{8}T\d{6}Z$/.test(time) && scope.includes("/") && hex64.test(hash) ? words.join("\n") : null;
}

/**
 * A canonical request in one line, back in its lines: the list of signed headers at its end says which names begin a line.
 * Null when the text is not one. Latin1.
 */
export function unflattenedCanonicalRequest(text: string): string | null {
  if (text.length > longestRequest) return null;
  const line = text.trim();
  if (line.includes("\n")) return null;
  const payload = lastWord(line, line.length);
  const list = payload && lastWord(line, payload.from);
  if (!list || !payloadForm.test(payload.word)) return null;
  const names = list.word.split(";");
  const starts = headerStarts(line.slice(0, list.from), names);
  const head = starts && requestHead(line.slice(0, starts[0]));
  if (!starts || !head) return null;
  const headers = starts.map((from, nth) => line.slice(from, starts[nth + 1] ?? list.from).trim());
  return [...head, ...headers, "", list.word, payload.word].join("\n");
}

const hex64 = /^[0-9a-f]{64}$/;
const payloadForm = /^(?:[0-9a-f]{64}|UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]{1,80})$/;
const longestStringToSign = 4096;
const longestRequest = 256 * 1024;

interface Word {
  readonly word: string;
  /** Place of its first character. */
  readonly from: number;
}

/** The last word of the text before a place. */
function lastWord(line: string, before: number): Word | null {
  const end = line.slice(0, before).trimEnd().length;
  const from = line.lastIndexOf(" ", end - 1) + 1;
  return from <= 0 || end === 0 ? null : { word: line.slice(from, end), from };
}

/** Where the line of each header begins, in the order of the list; null when one is missing. */
function headerStarts(line: string, names: readonly string[]): number[] | null {
  const starts: number[] = [];
  let at = 0;
  for (const name of names) {
    const found = name === "" ? -1 : line.indexOf(` ${name}:`, at);
    if (found < 0) return null;
    starts.push(found + 1);
    at = found + 1;
  }
  return starts;
}

/** Method, path and query of what stands before the headers; an empty query left nothing but a blank. */
function requestHead(text: string): string[] | null {
  const words = text.trim().split(/\s+/);
  const [method = "", path = "", query = ""] = words;
  if (words.length < 2 || words.length > 3 || !/^[A-Za-z]{3,20}$/.test(method) || !path.startsWith("/"))
    return null;
  return [method, path, query];
}
