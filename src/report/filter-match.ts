// Whether a request is one that a filter asks for. Texts are looked for without regard to case, `*` standing for anything: no regular
// expressions, so that no filter can take longer than the text it looks at.
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import type { ExaminationJson } from "./examination-json.ts";
import type { Filter, FilterField } from "./filter-expression.ts";
import { operationOf } from "./operation.ts";
import { requestUrl } from "./request-facts.ts";

/** What a filter looks at. */
export interface FilterSubject {
  readonly examination: ExaminationJson;
  /** The bodies where they are known: latin1 text. */
  readonly requestBody: string | null;
  readonly responseBody: string | null;
}

/** Whether a filter asks for a request. */
export function filterMatches(filter: Filter, subject: FilterSubject): boolean {
  return filterMatchesValues(filter, (field) => filterValues(field, subject));
}

/** The same of values that are kept: a list of many requests has them at hand. Asks for no more of them than it needs. */
export function filterMatchesValues(
  filter: Filter,
  valuesOf: (field: FilterField) => readonly string[],
): boolean {
  switch (filter.kind) {
    case "everything":
      return true;
    case "not":
      return !filterMatchesValues(filter.inner, valuesOf);
    case "and":
      return filterMatchesValues(filter.left, valuesOf) && filterMatchesValues(filter.right, valuesOf);
    case "or":
      return filterMatchesValues(filter.left, valuesOf) || filterMatchesValues(filter.right, valuesOf);
    case "field": {
      const { field, text } = filter;
      const values = valuesOf(field);
      return text === null
        ? values.length > 0
        : values.some((value) => holds(value, text, wholeFields.has(field)));
    }
  }
}

/** What a field of the filter language looks at in a request; empty for nothing. */
export function filterValues(field: FilterField, subject: FilterSubject): readonly string[] {
  return fieldValues[field](subject).filter((value) => value !== "");
}

/** Fields with short names as values: they are compared from end to end, so that `~svc s3` is not s3control. */
const wholeFields: ReadonlySet<FilterField> = new Set([
  "svc",
  "reg",
  "op",
  "akid",
  "rule",
  "verdict",
  "m",
  "c",
]);

const fieldValues: Readonly<Record<FilterField, (subject: FilterSubject) => string[]>> = {
  client: ({ examination: { connection, request } }) => [
    String(connection?.process?.name ?? ""),
    String(connection?.process?.pid ?? ""),
    headerValue(request.headers, "user-agent") ?? "",
    String(connection?.client ?? ""),
  ],
  svc: ({ examination: { endpoint, envelope } }) => [
    endpoint?.service ?? "",
    endpoint?.signingName ?? "",
    envelope.credentialScope?.service ?? "",
  ],
  reg: ({ examination: { endpoint, envelope } }) => [
    endpoint?.region ?? "",
    envelope.credentialScope?.region ?? "",
  ],
  op: ({ examination, requestBody }) => {
    const { method, authority, target, headers } = examination.request;
    const service = examination.endpoint?.service ?? null;
    return [operationOf({ method, authority, target, headers, body: requestBody, service }) ?? ""];
  },
  akid: ({ examination }) => [examination.envelope.accessKeyId ?? ""],
  rule: ({ examination }) => examination.findings.map(({ rule }) => rule),
  verdict: ({ examination }) => [examination.verdict],
  err: ({ examination: { response, prediction } }) => {
    if (!response) return [prediction?.code ?? ""];
    return response.status >= 400 ? [`${response.status} ${response.code ?? ""}`] : [];
  },
  u: ({ examination }) => [requestUrl(examination.request)],
  d: ({ examination: { request } }) => [targetParts(request.target).authority ?? request.authority],
  m: ({ examination }) => [examination.request.method],
  c: ({ examination: { response } }) =>
    response ? [String(response.status), `${Math.floor(response.status / 100)}xx`] : [],
  h: ({ examination }) => examination.request.headers.map(([name, value]) => `${name}: ${value}`),
  b: ({ requestBody, responseBody }) => [requestBody ?? "", responseBody ?? ""],
};

/** Each stretch between stars is looked for behind the one before: the time is that of the text's length. */
function holds(value: string, text: string, whole: boolean): boolean {
  const lower = value.toLowerCase();
  const pieces = text.toLowerCase().split("*");
  const last = pieces.at(-1) ?? "";
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const found = lower.indexOf(piece, at);
    if (found < 0 || (whole && index === 0 && found !== 0)) return false;
    at = found + piece.length;
  }
  if (!whole) return true;
  return pieces.length === 1 ? at === lower.length : lower.endsWith(last) && lower.length >= at;
}
