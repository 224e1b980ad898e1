// TLS sessions of upstreams that have proven who they are: a new connection to the same place takes one up and is spared the
// certificate's verification, a tenth of what a connection costs.
import { limits } from "./limits.ts";

/** A session, and when its server last showed a certificate that held. */
export interface TlsSession {
  /** As Node serializes it. */
  readonly bytes: Buffer;
  readonly provenAtEpochMs: number;
}

/**
 * The latest session of each place. It is found only under the name it was proven for (what else could follow: CVE-2026-48934), and
 * for a bounded time after the proof, however often it was renewed since. Several connections may take up the same one, as Node's own
 * agent does it: many servers renew none. RFC 8446, C.4 would rather not, lest somebody on the way links connections; all of ours
 * come from one machine anyway.
 */
export class TlsSessions {
  readonly #kept = new Map<string, TlsSession>();
  #bytes = 0;

  /** Length of all that is kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The session for a place; null where none is fresh. */
  of(place: string, nowEpochMs: number): TlsSession | null {
    const kept = this.#kept.get(place) ?? null;
    if (kept === null || nowEpochMs - kept.provenAtEpochMs < limits.tlsSessionMs) return kept;
    this.forget(place);
    return null;
  }

  /** Keeps a session of a connection that holds, in place of the one before it. */
  keep(place: string, session: TlsSession): void {
    this.forget(place);
    // A sixteenth of all, so that no place drives out all others.
    if (session.bytes.length > limits.tlsSessionBytes / 16) return;
    this.#kept.set(place, session);
    this.#bytes += session.bytes.length;
    while (this.#bytes > limits.tlsSessionBytes) this.#forgetOldest();
  }

  /** Lets go of the session for a place. */
  forget(place: string): void {
    this.#bytes -= this.#kept.get(place)?.bytes.length ?? 0;
    this.#kept.delete(place);
  }

  #forgetOldest(): void {
    const [place] = this.#kept.keys();
    if (place !== undefined) this.forget(place);
  }
}
