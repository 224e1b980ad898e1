// The pace of a body is that of its slower side: the faster one is paused while much waits in memory. How much may wait depends on how
// many wait in this process, so that a crowd of slow peers cannot fill its memory.
import type { EventEmitter } from "node:events";
import { limits } from "./limits.ts";

/** What bytes are written to. */
interface Taker extends EventEmitter {
  readonly writableLength: number;
  readonly writableHighWaterMark: number;
}

/** What bytes come from. */
interface Giver {
  pause(): unknown;
  resume(): unknown;
}

let paused = 0;

/** How many bodies of this process wait for a slow peer now. */
export function pausedBodies(): number {
  return paused;
}

/**
 * Whether a peer has more waiting for it than it may. Never less than Node's own mark: below it Node does not tell when there is room
 * again.
 */
export function isSlow({ writableLength, writableHighWaterMark }: Taker): boolean {
  const allowedBytes = paused < limits.slowPeers ? limits.bufferedBytes : 0;
  return writableLength > Math.max(allowedBytes, writableHighWaterMark);
}

/** Pauses what bytes come from until `whenRoom` says that its peer has room again; for good when the peer goes away before. */
export function pauseFor(giver: Giver, taker: Taker, whenRoom: (room: () => void) => void): void {
  paused += 1;
  giver.pause();
  let waits = true;
  const stop = (): void => {
    if (waits) paused -= 1;
    waits = false;
  };
  taker.once("close", stop);
  whenRoom(() => {
    stop();
    taker.off("close", stop);
    giver.resume();
  });
}
