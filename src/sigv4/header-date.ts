// The date of a header-signed request: which header carries it. Separate from the envelope, whose readers both need it.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValues } from "../http/raw-headers.ts";

/** The timestamp and its source in a header-signed request: x-amz-date wins over Date. */
export function headerDate(request: CapturedRequest): {
  text: string | null;
  source: "x-amz-date" | "date" | null;
} {
  const amz = headerValues(request.headers, "x-amz-date")[0];
  if (amz !== undefined) return { text: amz, source: "x-amz-date" };
  const date = headerValues(request.headers, "date")[0];
  return date === undefined ? { text: null, source: null } : { text: date, source: "date" };
}
