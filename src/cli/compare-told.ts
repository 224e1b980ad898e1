// What `compare` prints: each pair with what changed, counted for the summary and the exit status.
import { tapComparison } from "../report/tap-comparison.ts";
import type { TapPair } from "../report/tap-pairs.ts";
import type { TapCounts } from "../report/tap-text.ts";
import { countTap, tapJson, tapSummary, tapText } from "../report/tap-text.ts";
import type { CommandContext } from "./command-context.ts";
import { paintFor } from "./paint.ts";

/** Pairs as they are told. */
export interface ToldPairs {
  pair(pair: TapPair): Promise<void>;
  /** Sums up where there is more than one, and gives the exit status: 1 when a signature was broken between the taps. */
  end(): number;
}

/** Opens the telling, as text or as JSON lines. */
export function openTold(json: boolean, { output }: Pick<CommandContext, "output">): ToldPairs {
  const counts: TapCounts = { effects: new Map(), parts: new Map() };
  const paint = paintFor(output.colour.out);
  let [told, broken] = [0, false];
  return {
    pair: async (pair) => {
      const comparison = pair.before && pair.after ? tapComparison(pair.before, pair.after) : null;
      told += 1;
      broken ||= comparison?.brokenHop === "between";
      countTap(counts, pair, comparison);
      output.out(json ? tapJson(pair, comparison) : tapText(pair, comparison, paint));
      await output.keptUp();
    },
    end: () => {
      if (!json && told > 1) output.out(tapSummary(counts));
      return broken ? 1 : 0;
    },
  };
}
