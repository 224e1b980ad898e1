// The exchanges of an evidence file on their way to an export; what the file does not hold is said, never left out in silence.
import type { ExportedExchange } from "../report/exported-exchange.ts";
import { exportedStored } from "../report/exported-exchange.ts";
import type { StoredExchange, StoredGap } from "../report/stored-exchange.ts";

/** What evidence is read from: its exchanges and gaps, in order. */
export type EvidenceItems = AsyncIterable<StoredExchange | StoredGap> | Iterable<StoredExchange | StoredGap>;

/** The examined exchanges among the items; `note` takes sentences about what is missing. */
export async function* exportedEvidence(
  items: EvidenceItems,
  note: (text: string) => void,
): AsyncGenerator<ExportedExchange> {
  let [missing, interrupted] = [0, 0];
  const reasons = new Set<string>();
  for await (const item of items) {
    if (item.kind === "gap") {
      missing += item.exchanges;
      reasons.add(item.reason);
    } else {
      const exchanges = exportedStored(item);
      if (exchanges.length === 0) interrupted += 1;
      yield* exchanges;
    }
  }
  if (missing > 0)
    note(
      `${missing} exchanges passed that the evidence does not hold (${[...reasons].slice(0, 7).join(", ")})`,
    );
  if (interrupted > 0)
    note(`${interrupted} exchanges were interrupted before they were examined and are left out`);
}
