// What an input is, told by its content.

/** Formats that inputs come in. This release reads `http`; the others are recognised so that the refusal can name them. */
export type InputFormat =
  | "http"
  | "response"
  | "har"
  | "examinations"
  | "evidence"
  | "curl"
  | "presigned-url"
  | "error-body"
  | "debug-log"
  | "json"
  | "unknown";

/** Each format in words. */
export const formatWords: Readonly<Record<InputFormat, string>> = {
  http: "a raw HTTP/1.1 request",
  response: "an HTTP response without its request",
  har: "a HAR file",
  examinations: "examinations as JSON lines",
  evidence: "a countersign evidence file",
  curl: "a curl command line",
  "presigned-url": "a bare presigned URL",
  "error-body": "an AWS error body",
  "debug-log": "a client's debug log",
  json: "JSON of no known kind",
  unknown: "nothing that is known",
};

/** Characters from the start of an input that are looked at. */
const looked = 64 * 1024;

const requestLine = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [^\r\n]+ HTTP\/\d(?:\.\d)?\r?$/m;

/** Recognises an input by its first bytes (latin1 text). Total. */
export function inputFormat(text: string): InputFormat {
  const start = text.slice(0, looked).replace(/^\s+/, "");
  const firstLine = /^[^\r\n]*/.exec(start)?.[0] ?? "";
  if (/^SQLite format 3\0/.test(start)) return "evidence";
  if (requestLine.test(firstLine)) return "http";
  if (/^HTTP\/\d(?:\.\d)? \d{3}/.test(start)) return "response";
  if (/^(?:\$ )?curl\s/.test(start)) return "curl";
  if (/^https?:\/\/\S+$/i.test(firstLine) && start.trimEnd() === firstLine) return "presigned-url";
  if (/^(?:\xef\xbb\xbf)?</.test(start)) return "error-body";
  if (/^[[{]/.test(start)) return jsonFormat(start);
  if (/CanonicalRequest:|Canonical [Rr]equest|canonical request|StringToSign:/.test(start))
    return "debug-log";
  return httpLike(firstLine) ? "http" : "unknown";
}

function jsonFormat(start: string): InputFormat {
  if (start.includes('"countersign.examination/')) return "examinations";
  if (/"log"\s*:\s*\{/.test(start)) return "har";
  return /"(?:__type|message|Message|code|Code|errors)"\s*:/.test(start) ? "error-body" : "json";
}

/** A request line that is spoilt (a missing version, raw blanks in the target) is still meant as one. */
function httpLike(firstLine: string): boolean {
  return /^[A-Za-z]+ (?:\/|https?:\/\/|\*)/.test(firstLine);
}
