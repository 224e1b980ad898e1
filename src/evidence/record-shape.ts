// The shape of a record that strangers may have written: looked at before anything relies on it.

type Json = Readonly<Record<string, unknown>>;

/** A record's text as a value of the right shape; null for anything else. Total. */
export function recordShape(record: string): Json | null {
  let value: unknown;
  try {
    value = JSON.parse(record);
  } catch {
    return null;
  }
  const json = object(value);
  if (json?.kind === "exchange") return isExchange(json) ? json : null;
  if (json?.kind === "gap") return isGap(json) ? json : null;
  return json?.kind === "note" ? json : null;
}

function isGap(json: Json): boolean {
  return texts(json, "from", "until", "reason") && typeof json.exchanges === "number";
}

function isExchange(json: Json): boolean {
  const request = object(json.request);
  if (!texts(json, "id", "state") || !request || !object(json.timings)) return false;
  if (!isMessage(request) || !texts(request, "method", "scheme", "authority", "target", "httpVersion"))
    return false;
  if (json.response !== null && !isResponse(object(json.response))) return false;
  return json.examination === null || isExamination(object(json.examination));
}

function isResponse(response: Json | null): boolean {
  return (
    response !== null &&
    isMessage(response) &&
    typeof response.status === "number" &&
    typeof response.reason === "string"
  );
}

function isMessage(message: Json): boolean {
  return typeof message.bodyBytes === "number" && isHeaders(message.headers) && isBody(object(message.body));
}

function isHeaders(headers: unknown): boolean {
  if (!Array.isArray(headers) || headers.length > 10_000) return false;
  return headers.every(
    (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === "string"),
  );
}

function isBody(body: Json | null): boolean {
  if (body?.kept === "text") return typeof body.text === "string";
  if (body?.kept === "base64") return typeof body.base64 === "string";
  if (body?.kept === "file") return texts(body, "sha256Hex", "as");
  return body?.kept === "absent" && typeof body.reason === "string";
}

/** An examination as scripts and people are shown it: the members that are read are there. */
function isExamination(json: Json | null): boolean {
  if (json?.schema !== "countersign.examination/1" || typeof json.verdict !== "string") return false;
  const { causes, findings, envelope } = json;
  if (!Array.isArray(causes) || !causes.every((cause) => typeof cause === "string")) return false;
  if (!object(envelope)) return false;
  return (
    Array.isArray(findings) &&
    findings.every((each) =>
      texts(object(each) ?? {}, "rule", "severity", "certainty", "title", "detail", "fix"),
    )
  );
}

function texts(json: Json, ...names: readonly string[]): boolean {
  return names.every((name) => typeof json[name] === "string");
}

function object(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}
