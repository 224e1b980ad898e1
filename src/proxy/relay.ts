// Two connections joined: every byte of the one goes to the other, each end and each break too.
import type { Duplex } from "node:stream";

/** Joins two connections until both have ended or one breaks. */
export function relayBothWays(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
    from.pipe(to);
  }
}
