// The canonical query: each name and value decoded once and encoded once, sorted by name, then by value.
import { percentDecode, percentEncode } from "./percent-encoding.ts";

/** One query parameter as sent: still percent-encoded; `value` is null when there was no `=`. */
export interface QueryParameter {
  readonly name: string;
  readonly value: string | null;
}

/** How a raw `+` in the query is read. AWS services have been seen to accept both. */
export type PlusReading = "plus" | "space";

/** Cuts a raw query at `&`; empty pieces are left out. */
export function queryParameters(query: string): QueryParameter[] {
  if (query === "") return [];
  const parameters: QueryParameter[] = [];
  for (const piece of query.split("&")) {
    if (piece === "") continue;
    const mark = piece.indexOf("=");
    parameters.push(
      mark < 0 ? { name: piece, value: null } : { name: piece.slice(0, mark), value: piece.slice(mark + 1) },
    );
  }
  return parameters;
}

/** A name or value as it stands in the canonical query. */
export function canonicalQueryText(text: string, plus: PlusReading = "plus"): string {
  return percentEncode(percentDecode(plus === "space" ? text.replaceAll("+", " ") : text));
}

/**
 * The canonical query of raw parameters (IAM User Guide, "Create a canonical request", step 2): `name=value` joined by `&`,
 * sorted by encoded name and then encoded value, a missing value written as empty. `leaveOut` names a parameter to skip:
 * `X-Amz-Signature` for a presigned URL.
 */
export function canonicalQuery(
  parameters: readonly QueryParameter[],
  leaveOut?: string,
  plus: PlusReading = "plus",
): string {
  const pairs: [string, string][] = [];
  for (const { name, value } of parameters) {
    const encodedName = canonicalQueryText(name, plus);
    if (encodedName !== leaveOut) pairs.push([encodedName, canonicalQueryText(value ?? "", plus)]);
  }
  pairs.sort(([nameA, valueA], [nameB, valueB]) => byCodeUnit(nameA, nameB) || byCodeUnit(valueA, valueB));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

/** The first value of a query parameter, decoded once, or undefined; names are compared exactly, as AWS does. */
export function queryValue(parameters: readonly QueryParameter[], name: string): string | undefined {
  for (const parameter of parameters) {
    if (percentDecode(parameter.name) === name) return percentDecode(parameter.value ?? "");
  }
  return undefined;
}

/** Orders two texts by code unit: bytes for latin1 text. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
