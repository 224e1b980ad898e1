// One exchange as evidence keeps it: redacted when it was recorded, plain values only, so that it can be written, sealed and shown.
import type { ConnectionFacts, ExchangeState, SelfCheck } from "../http/captured-exchange.ts";
import type { ExaminationJson } from "./examination-json.ts";

/** How a stored exchange ended. `interrupted`: countersign ended while it was under way; what came of it is not known. */
export type StoredState = ExchangeState | "interrupted";

/** Why a body's bytes were not kept: asked for (`none`, `hash`), what redaction cannot vouch for, or a limit. */
export type BodyAbsence =
  | "empty"
  | "not-asked"
  | "hash-only"
  | "not-redactable"
  | "too-long"
  | "store-full"
  | "interrupted";

/** The bytes of a body where they were kept, or why they were not. */
export type KeptBody =
  /** Latin1 text, one character for one byte; `redacted` when something in it was replaced (then it is not the bytes sent). */
  | { readonly kept: "text"; readonly text: string; readonly redacted: boolean }
  /** Bytes that are no text. */
  | { readonly kept: "base64"; readonly base64: string; readonly redacted: false }
  | { readonly kept: "absent"; readonly reason: BodyAbsence };

/** What is known of a message's body: length and hash are of the body as sent, whatever was kept of it. */
export interface StoredBody {
  /** Length in bytes of the whole body as sent; transfer coding removed, content coding not. */
  readonly bodyBytes: number;
  /** SHA-256 of the whole body as sent, lower-case hex; null where it was never whole, or was asked not to be kept. */
  readonly bodySha256Hex: string | null;
  readonly body: KeptBody;
}

/** A request as evidence keeps it. Texts are latin1, one character for one byte; secrets are replaced by marks. */
export interface StoredRequest extends StoredBody {
  readonly method: string;
  readonly scheme: "https" | "http";
  readonly authority: string;
  /** The target as sent, its secret values replaced. */
  readonly target: string;
  readonly httpVersion: string;
  /** Names as sent, in order, duplicates kept; values outside the allow-list replaced. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** An answer as evidence keeps it. */
export interface StoredResponse extends StoredBody {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Times of an exchange in milliseconds; null where a moment was not seen. */
export interface StoredTimings {
  /** From the request's head complete to the answer's head complete. */
  readonly waitMs: number | null;
  /** From the request's head complete to the end of the exchange. */
  readonly totalMs: number | null;
}

/** One exchange read back from evidence. */
export interface StoredExchange {
  readonly kind: "exchange";
  readonly schema: "countersign.exchange/1";
  /** Place in the file's chain, from 1; null where the exchange was still under way and is not chained. */
  readonly sequence: number | null;
  /** Unique within the file. */
  readonly id: string;
  readonly state: StoredState;
  /** Why the state is not `complete`; null when it is. */
  readonly reason: string | null;
  /** When the request's head was complete: ISO 8601 with milliseconds, UTC; null when nobody knows. */
  readonly receivedAt: string | null;
  readonly connection: ConnectionFacts | null;
  readonly request: StoredRequest;
  readonly response: StoredResponse | null;
  /** Whether the bytes sent upstream were the bytes received; null when nothing was sent. */
  readonly selfCheck: SelfCheck | null;
  readonly timings: StoredTimings;
  /** Signatures shortened; its `request` is the redacted one above. Null for what was interrupted. */
  readonly examination: ExaminationJson | null;
  /** Examinations of signed requests that stood inside this exchange, in order. */
  readonly nested: readonly ExaminationJson[];
}

/** A stretch in which traffic passed and was not stored: evidence says what it does not hold. */
export interface StoredGap {
  readonly kind: "gap";
  readonly schema: "countersign.gap/1";
  readonly sequence: number;
  /** When the first and the last of it passed: ISO 8601, UTC. */
  readonly from: string;
  readonly until: string;
  /** Exchanges that are missing. */
  readonly exchanges: number;
  readonly reason:
    | "queue-full"
    | "disk-full"
    | "read-only"
    | "input-output-error"
    | "size-limit"
    | "capture-dropped"
    | "right-and-many";
}
