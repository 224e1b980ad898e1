// What the traffic's thread and the writer's thread say to each other.
import type { StoredGap } from "../report/stored-exchange.ts";
import type { PackedExchange } from "./exchange-pack.ts";
import type { KeepBodies } from "./stored-record.ts";

/** What a writer is opened with. */
export interface WriterOptions {
  readonly path: string;
  /** Private key of the installation: PEM. */
  readonly keyPem: string;
  /** Version of countersign. */
  readonly version: string;
  readonly keepBodies: KeepBodies;
  /** Bytes the file and its long bodies may have; beyond it exchanges become a gap. */
  readonly largestFileBytes: number;
  /** Bytes that must stay free on the disk. */
  readonly freeSpaceFloorBytes: number;
  /** Bodies kept above this length go to a file of their own, in bytes. */
  readonly spoolAboveBytes: number;
  /** Whether each commit is on the disk itself before it counts: `synchronous = FULL`. */
  readonly strict?: boolean;
}

/** Exchanges that were not handed over. */
export interface LostExchanges {
  readonly exchanges: number;
  readonly fromEpochMs: number;
  readonly untilEpochMs: number;
  readonly reason: StoredGap["reason"];
}

/** What becomes one transaction. */
export interface EvidenceBatch {
  /** Packed exchanges, in order. */
  readonly packed: readonly PackedExchange[];
  /** All bodies, one behind the other. */
  readonly bodies: Uint8Array;
  /** Lengths of request and answer body of each exchange in turn; -1 for none. */
  readonly bodyBytes: readonly number[];
  /** Heads of requests that have been under way since before the batch. */
  readonly underWay: readonly string[];
  /** Ids of requests that were under way and will not come. */
  readonly forgotten: readonly string[];
  readonly lost: LostExchanges | null;
}

/** What the writer answers to each batch and, in the end, to closing. */
export interface WriterReply {
  readonly kind: "written" | "closed";
  /** Exchanges of the batch that are in the file now. */
  readonly stored: number;
  /** Why some are not; null when all are. */
  readonly trouble: StoredGap["reason"] | null;
}

/** Bodies one behind the other, in memory that can be handed to another thread. */
export function joinedBodies(bodies: readonly Uint8Array[]): Uint8Array {
  let bytes = 0;
  for (const body of bodies) bytes += body.length;
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const body of bodies) {
    whole.set(body, at);
    at += body.length;
  }
  return whole;
}
