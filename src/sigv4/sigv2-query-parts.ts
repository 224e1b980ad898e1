// The string to sign of the Query services' Signature Version 2 (SimpleDB, the old SES, SQS, EC2): method, host, path, parameters.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { targetParts } from "../http/request-target.ts";
import type { QueryParameter } from "./canonical-query.ts";
import { byCodeUnit, queryParameters } from "./canonical-query.ts";
import { percentDecode, percentEncode } from "./percent-encoding.ts";
import type { SigV2Claim } from "./sigv2-claim.ts";
import { formParameters } from "./sigv2-claim.ts";

/** Everything the string to sign is made of. */
export interface SigV2QueryParts {
  readonly method: string;
  /** The Host header in lower case, without a standard port. */
  readonly host: string;
  /** The path as sent; `/` when empty. */
  readonly path: string;
  /** Every parameter but Signature, decoded, in the order sent. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** The string to sign (AWS General Reference, "Signature Version 2 signing process"), latin1. */
export function sigv2QueryStringToSign(parts: SigV2QueryParts): string {
  const pairs = parts.parameters.map(([name, value]) => [percentEncode(name), percentEncode(value)] as const);
  const sorted = [...pairs].sort(([a, va], [b, vb]) => byCodeUnit(a, b) || byCodeUnit(va, vb));
  const query = sorted.map(([name, value]) => `${name}=${value}`).join("&");
  return `${parts.method}\n${parts.host}\n${parts.path}\n${query}`;
}

/** The parts of a request as the service reads them: of the query for GET, of the form body (and any query) for POST. */
export function sigv2QueryParts(request: CapturedRequest, claim: SigV2Claim): SigV2QueryParts {
  const { path, query } = targetParts(request.target);
  const body = claim.place === "body" ? (formParameters(request) ?? []) : [];
  const parameters = [...queryParameters(query), ...body]
    .map(({ name, value }): [string, string] => [decoded(name), decoded(value ?? "")])
    .filter(([name]) => name !== "Signature");
  return {
    method: request.method,
    host: request.authority.toLowerCase().replace(request.scheme === "https" ? /:443$/ : /:80$/, ""),
    path: path === "" ? "/" : path,
    parameters,
  };
}

function decoded(text: QueryParameter["name"]): string {
  return percentDecode(text.replaceAll("+", " "));
}
