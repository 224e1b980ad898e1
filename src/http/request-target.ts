// A request target cut into path and query without decoding anything.
import type { CapturedRequest } from "./captured-exchange.ts";

/** Path and query of a target, as sent. */
export interface TargetParts {
  /** The path as sent; may be empty. */
  readonly path: string;
  /** The query as sent without its `?`; empty when there is none. */
  readonly query: string;
  /** The authority of an absolute target, or null for origin form. */
  readonly authority: string | null;
  /** The scheme of an absolute target in lower case, or null for origin form. */
  readonly scheme: string | null;
}

const absoluteForm = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)/;

/** Cuts a request target (RFC 9112, 3.2) into its parts; nothing is decoded or normalised. */
export function targetParts(target: string): TargetParts {
  const absolute = target.startsWith("/") ? null : absoluteForm.exec(target);
  const rest = absolute ? target.slice(absolute[0].length) : target;
  const mark = rest.indexOf("?");
  return {
    path: mark < 0 ? rest : rest.slice(0, mark),
    query: mark < 0 ? "" : rest.slice(mark + 1),
    authority: absolute?.[2] ?? null,
    scheme: absolute?.[1]?.toLowerCase() ?? null,
  };
}

/** The host name of a request without port, in lower case. */
export function hostOf(request: Pick<CapturedRequest, "authority">): string {
  const authority = request.authority.toLowerCase();
  const bracket = authority.startsWith("[") ? authority.indexOf("]") : -1;
  if (bracket > 0) return authority.slice(0, bracket + 1);
  const colon = authority.indexOf(":");
  return (colon < 0 ? authority : authority.slice(0, colon)).replace(/\.$/, "");
}
