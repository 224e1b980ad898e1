// Session tokens of a request: where they stand, and whose they are. Their text never leaves the functions that compare them.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValues } from "../http/raw-headers.ts";
import type { QueryParameter } from "../sigv4/canonical-query.ts";
import { percentDecode } from "../sigv4/percent-encoding.ts";

/** The names of the headers that carry a session token, in lower case. */
const tokenHeaderNames = ["x-amz-security-token", "x-amz-s3session-token"] as const;

/** One session token as sent. */
export interface SentToken {
  readonly place: "header" | "query";
  /** Decoded once where it stands in the query. Never shown. */
  readonly text: string;
}

/** Every session token of a request that is not empty, those of the headers first. */
export function sentTokens(request: CapturedRequest, query: readonly QueryParameter[]): SentToken[] {
  const found: SentToken[] = [];
  for (const name of tokenHeaderNames) {
    for (const value of headerValues(request.headers, name)) {
      if (value.trim() !== "") found.push({ place: "header", text: value.trim() });
    }
  }
  for (const { name, value } of query) {
    if (value && name.length >= 20 && /^x-amz-(?:security|s3session)-token$/i.test(percentDecode(name)))
      found.push({ place: "query", text: percentDecode(value) });
  }
  return found;
}
