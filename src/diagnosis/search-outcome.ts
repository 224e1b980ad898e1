// The bounds of a search, and what it found.
import type { Supposed } from "./search-variants.ts";

/** How far a search may go. */
export interface SearchBudget {
  readonly milliseconds: number;
  /** Signatures calculated at the most. */
  readonly suppositions: number;
  /** A clock that only runs forward, in milliseconds. */
  readonly now: () => number;
}

/** The changes that together give the client's signature, with the texts it signed. Latin1. */
export interface FoundProof {
  readonly supposed: readonly Supposed[];
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/** What a search found. */
export interface SearchOutcome {
  readonly proof: FoundProof | null;
  /** Other rules whose suppositions give the very same bytes. */
  readonly alsoPossible: readonly string[];
  readonly tried: number;
  /** How many of each kind were tried. */
  readonly counts: SearchCounts;
  readonly milliseconds: number;
  /** True when no bound ended the search: every supposition was tried without success, alone, in pairs, and likely ones in triples. */
  readonly exhausted: boolean;
}

/** Suppositions by what they change; `combined` counts pairs and triples. */
export type SearchCounts = Readonly<Record<"requests" | "keys" | "texts" | "combined", number>>;
