// A request and its answer exactly as they crossed the wire: what every other part of countersign reads.
import type { RawHeaders } from "./raw-headers.ts";

/** What was read of a body while it passed: plain data that src/sigv4/passed-body.ts describes. */
export interface PassedBody {
  readonly form: "aws-chunked" | "event-stream" | "post-form";
}

/** A message body: its length and hash always, its bytes only up to the capture limit. */
export interface CapturedBody {
  /** Length in bytes of the whole body as sent (after transfer coding is removed). */
  readonly bytes: number;
  /** SHA-256 of the whole body: lower-case hex. */
  readonly sha256Hex: string;
  /** The whole body, or null when it was longer than the capture limit. */
  readonly content: Uint8Array | null;
  /** Bytes that followed it in an offline capture though its framing ends before; absent where there are none. */
  readonly surplus?: Uint8Array;
  /** What was read of a body that is too long to be kept; absent for every other body. */
  readonly passed?: PassedBody;
}

/** What was seen of the connection that carried a request. */
export interface ConnectionFacts {
  /** `host:port` of the CONNECT request, or null for plain HTTP. */
  readonly connectAuthority: string | null;
  /** Server name of the TLS handshake, or null when the client sent none. */
  readonly sni: string | null;
  /** Address and port of the client: `127.0.0.1:53211`. */
  readonly client: string | null;
  /** TLS version towards the client as Node names it, or null for plain HTTP. */
  readonly tlsVersion: string | null;
  /** The process that holds the client's end, where this machine tells; it comes in later than the rest, or never. */
  process?: ClientProcess;
}

/** A process of this machine. */
export interface ClientProcess {
  readonly pid: number;
  /** Its short name, at most 64 characters: `aws`, `python3`. */
  readonly name: string;
}

/** A request as the client sent it. Text is latin1: one character is one byte. */
export interface CapturedRequest {
  readonly method: string;
  readonly scheme: "https" | "http";
  /** The host (and port, where given) the request names: its Host header, or the authority of an absolute target. */
  readonly authority: string;
  /** The request target as sent: origin form, or absolute form where a proxy was asked in the clear. */
  readonly target: string;
  /** `1.1`, `1.0` or `2`. */
  readonly httpVersion: string;
  /** Of HTTP/2 all but the pseudo-header fields, which are method, scheme, authority and target. */
  readonly headers: RawHeaders;
  readonly body: CapturedBody;
  /** What was read of the client's bytes behind a 101; absent where nothing was. */
  readonly switched?: PassedBody;
  readonly connection: ConnectionFacts | null;
  /** When the head was complete, in milliseconds since 1970; null when nobody knows (offline input). */
  readonly receivedAtEpochMs: number | null;
}

/** The answer to a request as upstream sent it. */
export interface CapturedResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: RawHeaders;
  readonly body: CapturedBody;
  /** When the head arrived, in milliseconds since 1970; null offline. */
  readonly receivedAtEpochMs: number | null;
}

/** How an exchange ended. `complete` is the only state in which both messages are whole. */
export type ExchangeState = "complete" | "truncated" | "aborted-by-client" | "upstream-error" | "refused";

/** Whether the bytes sent upstream were the bytes received: countersign's check of itself. */
export interface SelfCheck {
  /** True when method, target, header list and body were equal on both sides. */
  readonly equal: boolean;
  /** What differed, in words; empty when equal. */
  readonly differences: readonly string[];
}

/** What became of a request that was to be signed again before it went on. */
export interface SigningRecord {
  /** Where the credentials came from that it was signed with; null where it went as it came. */
  readonly signedBy: string | null;
  /** Why it went as it came, or nowhere, in words; null where it was signed. */
  readonly left: string | null;
  /** The host it was signed for, where that is not the one it came for. */
  readonly host?: string;
}

/** One request, its answer if any, and how it ended. */
export interface CapturedExchange {
  /** Unique within a run. */
  readonly id: string;
  readonly request: CapturedRequest;
  readonly response: CapturedResponse | null;
  readonly state: ExchangeState;
  /** Why the state is not `complete`; null when it is. */
  readonly reason: string | null;
  /** When it ended on the wire, in milliseconds since 1970: before anything of it was examined. Absent where nobody saw it. */
  readonly endedAtEpochMs?: number;
  /** Null when nothing was sent upstream, or a connection of HTTP/2 was ended before all that had come was sent. */
  readonly selfCheck: SelfCheck | null;
  /** Present where signing again was asked for and there is something to tell. `request` is as the client sent it all the same. */
  readonly signing?: SigningRecord;
}
