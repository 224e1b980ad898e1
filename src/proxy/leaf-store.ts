// Minted leaves, the most recently used kept; keyed by host in a Map, so that no name can mean anything else.
import type { SecureContext } from "node:tls";
import { limits } from "./limits.ts";

/** A minted leaf as a TLS context. */
export interface Leaf {
  readonly context: SecureContext;
  readonly notAfterEpochMs: number;
}

interface Kept {
  readonly leaf: Promise<Leaf>;
  renewAtEpochMs: number;
}

/** Mints each host's leaf once, also under simultaneous demand, and again at half of its life. */
export class LeafStore {
  readonly #mint: (host: string, nowEpochMs: number) => Promise<Leaf>;
  readonly #kept = new Map<string, Kept>();

  constructor(mint: (host: string, nowEpochMs: number) => Promise<Leaf>) {
    this.#mint = mint;
  }

  /** How many leaves are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** The TLS context for a host; rejects when minting fails, and tries again on the next call. */
  async contextFor(host: string, nowEpochMs: number): Promise<SecureContext> {
    const known = this.#kept.get(host);
    const entry =
      known !== undefined && nowEpochMs < known.renewAtEpochMs ? known : this.#minted(host, nowEpochMs);
    this.#kept.delete(host);
    this.#kept.set(host, entry);
    if (this.#kept.size > limits.leafCertificates) this.#dropOldest();
    return (await entry.leaf).context;
  }

  #minted(host: string, nowEpochMs: number): Kept {
    const entry: Kept = { leaf: this.#mint(host, nowEpochMs), renewAtEpochMs: Number.POSITIVE_INFINITY };
    entry.leaf.then(
      (leaf) => {
        entry.renewAtEpochMs = nowEpochMs + (leaf.notAfterEpochMs - nowEpochMs) / 2;
      },
      () => {
        if (this.#kept.get(host) === entry) this.#kept.delete(host);
      },
    );
    return entry;
  }

  #dropOldest(): void {
    const oldest = this.#kept.keys().next();
    if (!oldest.done) this.#kept.delete(oldest.value);
  }
}
