// Counting what is not stored: one gap for a stretch, with the reason it began with.
import type { StoredGap } from "../report/stored-exchange.ts";
import type { LostExchanges } from "./evidence-batch.ts";

/** A gap with more exchanges in it, or a new one. */
export function moreLost(
  gap: LostExchanges | null,
  exchanges: number,
  reason: StoredGap["reason"],
  nowEpochMs: number,
): LostExchanges {
  return gap
    ? { ...gap, exchanges: gap.exchanges + exchanges, untilEpochMs: nowEpochMs }
    : { exchanges, fromEpochMs: nowEpochMs, untilEpochMs: nowEpochMs, reason };
}
