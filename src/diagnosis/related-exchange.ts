// Another exchange that has to do with the one under examination: a retry, a neighbour in time, the redirect before it.
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";

/** An exchange near this one. Bodies are kept as length and hash only, but for the short body of a redirect. */
export interface RelatedExchange {
  /** Its examination's id. */
  readonly id: string;
  /** Negative: so many exchanges before this one; positive: after it. */
  readonly distance: number;
  readonly request: CapturedRequest;
  /** Null while it is not answered. */
  readonly response: CapturedResponse | null;
}
