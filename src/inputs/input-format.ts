// What an input is, told by its content.

/** Formats that inputs come in. Those that are not read are recognised so that the refusal can name them. */
export type InputFormat =
  | "http"
  | "response"
  | "har"
  | "examinations"
  | "evidence"
  | "curl"
  | "presigned-url"
  | "signed-token"
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
  "signed-token": "a token or login made of a signed request",
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
  const start = text.slice(0, looked).replace(/^(?:\xef\xbb\xbf)?\s+|^\xef\xbb\xbf/, "");
  const firstLine = /^[^\r\n]*/.exec(start)?.[0] ?? "";
  return (
    formatOfFirstLine(start, firstLine) ?? formatOfText(start) ?? (httpLike(firstLine) ? "http" : "unknown")
  );
}

function formatOfFirstLine(start: string, firstLine: string): InputFormat | null {
  if (/^SQLite format 3\0/.test(start)) return "evidence";
  if (requestLine.test(firstLine)) return "http";
  if (/^HTTP\/\d(?:\.\d)? \d{3}/.test(start)) return "response";
  if (/^["'<]?k8s-aws-v1\./.test(firstLine)) return "signed-token";
  if (/^["'<]?[A-Za-z0-9.:_-]{1,300}\/?\?\S*X-Amz-Signature=/.test(firstLine)) return "signed-token";
  const url = /^["'<]?https?:\/\/\S+$/i.test(firstLine) && start.trimEnd() === firstLine;
  return url ? "presigned-url" : null;
}

function formatOfText(start: string): InputFormat | null {
  if (/^[[{]/.test(start) && isJson(start)) return jsonFormat(start);
  if (signerLog.test(start) || traceMark.test(start)) return "debug-log";
  if (/^(?:[$%>] )?curl(?:\.exe)?\s/.test(start)) return "curl";
  if (/^[[{]/.test(start)) return jsonFormat(start);
  return /^</.test(start) || awsError.test(start) ? "error-body" : null;
}

/** Lines that only a signer's log has. The answer's own words for the texts are not among them. */
const signerLog =
  /CanonicalRequest:|\bStringToSign:|AWS4 Canonical Request|-\[ (?:CANONICAL STRING|STRING TO SIGN) +\]-|aws_sigv4: |\bcanonical[ _]?(?:request|string)\b(?! for this)[^\n]{0,48}[:=]/i;

/** Lines of traced messages: curl -v, Apache HttpClient, Net::HTTP, http.client, Go. */
const traceMark =
  /^(?:> [A-Z]{3,10} \S+ HTTP\/|< HTTP\/\d)|(?:>>|<<|<-|->) "|^(?:send|reply): b?'|-\[ REQUEST(?: POST-SIGN)? +\]-/m;

/** What AWS says, whatever printed it. */
const awsError =
  /The request signature we calculated|<(?:Error|Code)>|An error occurred \(\w+\)|not a valid key=value pair|Signature(?:DoesNotMatch| expired| not yet current)|InvalidSignature|IncompleteSignature|AuthorizationHeaderMalformed|AuthorizationQueryParametersError|RequestTimeTooSkewed|RequestExpired|InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClient|MissingAuthenticationToken|XAmzContentSHA256Mismatch|ExpiredToken|InvalidToken|Credential should be scoped|AccessDenied|AuthFailure|InvalidChunkSizeError|MalformedTrailerError|the region '[^']*' is wrong|security token included in the request/;

function isJson(start: string): boolean {
  return /^[[{]\s*(?:["{[\]}]|$)/.test(start);
}

function jsonFormat(start: string): InputFormat {
  // A HAR of countersign's own has examinations in it.
  if (/^\s*\{\s*"log"\s*:\s*\{/.test(start)) return "har";
  if (start.includes('"countersign.examination/')) return "examinations";
  if (/"log"\s*:\s*\{/.test(start)) return "har";
  return /"(?:__type|message|Message|code|Code|errors|errorMessage|Error|detailedMessage)"\s*:/.test(start)
    ? "error-body"
    : "json";
}

/** A request line that is spoilt (a missing version, raw blanks in the target) is still meant as one. */
function httpLike(firstLine: string): boolean {
  return /^[A-Za-z]+ (?:\/|https?:\/\/|\*)/.test(firstLine);
}
