// Signs that a class of failure leaves in one side's text: small readers that rules share, each with its words.
import type { Observation, TextsContext } from "./rule.ts";
import { shownHeaderValue } from "./shown-values.ts";
import type { TextsView } from "./texts-view.ts";
import { shownFact, suspicion, textsView } from "./texts-view.ts";

/** How likely a header's change is when it is there with a value, where its rule says no more. */
export interface HeaderSign {
  readonly names: RegExp;
  /** Likelihood, by its value alone, that the header is what differs; 0: no suspicion. */
  readonly likelihood: (value: string, view: TextsView) => number;
}

/** Headers by name: one that is signed and empty was not there when the server looked; one with a value is a suspicion. */
export function headerSigns(context: TextsContext, sign: HeaderSign): Observation[] {
  const view = textsView(context);
  const found: Observation[] = [];
  for (const { name, value } of view.headers) {
    const lower = name.toLowerCase();
    if (!sign.names.test(lower)) continue;
    const gone = emptyHeader(view, lower, value);
    if (gone) found.push(gone);
    else if (value !== "") found.push(...suspected(lower, value, sign.likelihood(value, view)));
  }
  return found;
}

function suspected(name: string, value: string, likelihood: number): Observation[] {
  if (likelihood === 0) return [];
  const detail = `${name} is signed ("${shownHeaderValue(name, value).slice(0, 200)}"), and something on the way often rewrites it.`;
  return [suspicion(detail, likelihood, { header: name })];
}

/** What the server's text says of a header without a value; null where it has one or nobody's wire was seen. */
export function emptyHeader(
  { side, presigned, isS3 }: TextsView,
  name: string,
  value: string,
): Observation | null {
  if (value !== "" || side === "request") return null;
  const how = presigned && isS3 ? "neither header nor query parameter of that name" : "no value";
  if (side === "client")
    return suspicion(`The client signed ${name} without a value.`, 0.5, { header: name });
  return shownFact(`${name} is signed, and the server found ${how} for it.`, { header: name });
}

/** One look at a part of the text: what it must match, and how much that tells. */
export interface PartSign {
  readonly part: "path" | "query" | "method" | "host";
  readonly pattern: RegExp;
  readonly likelihood: number;
  readonly detail: string;
  /** Where the sign counts; default everywhere. */
  readonly when?: (view: TextsView) => boolean;
}

/** The first of these signs that the text shows. A likelihood of 1 is a fact. */
export function partSigns(context: TextsContext, signs: readonly PartSign[]): Observation[] {
  const view = textsView(context);
  for (const { part, pattern, likelihood, detail, when } of signs) {
    const text = partOf(view, part);
    const found = text === null || (when && !when(view)) ? null : pattern.exec(text);
    if (!found) continue;
    const evidence = { part, seen: found[0].slice(0, 120) };
    return [likelihood === 1 ? shownFact(detail, evidence) : suspicion(detail, likelihood, evidence)];
  }
  return [];
}

function partOf(view: TextsView, part: PartSign["part"]): string | null {
  if (part !== "query") return view[part];
  // The token is secret, and what stands in the signature's own parameters is no fault of the query.
  return view.query?.replace(/(?:^|&)X-Amz-[A-Za-z0-9-]+=[^&]*/g, "").replace(/^&/, "") ?? null;
}

/** True for the text of the client, or of the request as a paste shows it. */
export function ofClient({ side }: TextsView): boolean {
  return side === "client";
}

/** True for what the server read of S3 or its kin. */
export function s3Server({ side, isS3 }: TextsView): boolean {
  return side !== "client" && isS3;
}

/** True for what a server of another service read. */
export function otherServer({ side, isS3 }: TextsView): boolean {
  return side !== "client" && !isS3;
}
