// Two connections joined: every byte of the one goes to the other, each end and each break too.
import type { Duplex } from "node:stream";
import { limits } from "./limits.ts";

/**
 * Joins two connections until both have ended or one breaks. Each direction ends by itself, so that one side may stop sending
 * and still receive; what was received before an end is delivered before the other connection closes.
 */
export function relayBothWays(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.allowHalfOpen = true;
    from.on("error", () => to.destroy());
    from.on("close", () => {
      if (from.readableEnded) closeWhenDelivered(to);
      else to.destroy();
    });
    from.pipe(to);
  }
}

/** The other end is gone in good order: what is on its way to this one still gets there, unless it takes no more. */
function closeWhenDelivered(to: Duplex): void {
  if (to.writableFinished || to.destroyed) {
    to.destroy();
    return;
  }
  const timer = setTimeout(() => to.destroy(), limits.bodyGapMs);
  to.once("close", () => clearTimeout(timer));
  to.once("finish", () => to.destroy());
  to.end();
}
