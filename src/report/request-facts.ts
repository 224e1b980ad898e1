// What reports say of a request in a few words: its operation, its place, how it fails.
import { targetParts } from "../http/request-target.ts";
import type { ExaminationJson } from "./examination-json.ts";
import { visibleText } from "./visible-text.ts";

/** How a request stands: `failed` counts for gates and test reports. */
export type Standing = "failed" | "warned" | "unknown" | "passed";

/** A mismatch or a malformed envelope fails even where nothing explains it, as for `--fail-on error`. */
export function standing({ verdict, findings }: ExaminationJson): Standing {
  if (verdict === "mismatch" || verdict === "malformed") return "failed";
  if (findings.some(({ severity }) => severity === "error")) return "failed";
  if (findings.some(({ severity }) => severity === "warning")) return "warned";
  return verdict === "unverifiable" ? "unknown" : "passed";
}

/** `https://host/path`, without the query: the place of a request, equal for requests that differ in parameters alone. */
export function requestPlace({ request }: ExaminationJson): string {
  const { path } = targetParts(request.target);
  return `${request.scheme}://${request.authority}${path}`;
}

/** The whole URL as sent: an absolute target is one already. Latin1 text. */
export function requestUrl({ scheme, authority, target }: ExaminationJson["request"]): string {
  return targetParts(target).authority === null ? `${scheme}://${authority}${target}` : target;
}

/** `GET https://host/path`, safe to show and at most 200 characters; an input without a request says so. */
export function requestLine(examination: ExaminationJson): string {
  const { method } = examination.request;
  if (method === "") return "no request: only its answer or its texts are known";
  return clipped(visibleText(`${method} ${requestPlace(examination)}`), 200);
}

/** `403 SignatureDoesNotMatch`: as answered, else as predicted; empty for a request that succeeds. */
export function outcomeWords({ response, prediction }: ExaminationJson): string {
  if (response) return visibleText([response.status, response.code ?? ""].join(" ").trim());
  return prediction?.code ? visibleText(`${prediction.status} ${prediction.code} (predicted)`) : "";
}

/** A text cut to a length, the cut shown. */
export function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
