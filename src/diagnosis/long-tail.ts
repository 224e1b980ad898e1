// The long tail of a rule: suppositions that are tried last and are not combined with others.
import type { Supposition } from "./rule.ts";

/** Marks every supposition behind the first `likely` as late. */
export function* lateAfter(some: Iterable<Supposition>, likely: number): Generator<Supposition> {
  let place = 0;
  for (const supposition of some) {
    place += 1;
    yield place > likely ? { ...supposition, late: true } : supposition;
  }
}
