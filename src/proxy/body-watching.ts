// A reader put beside a body that is too long to be kept. Whatever goes wrong in it, the traffic does not notice.
import type { CapturedRequest, PassedBody } from "../http/captured-exchange.ts";

/** Reads one body piece by piece, synchronously, and holds no more than a bounded part of it. */
export interface WatchedBody {
  add(bytes: Uint8Array): void;
  /** What was made of the body; null for nothing. May be called once. */
  end(): PassedBody | null;
}

/** Opens a reader for the body behind a head; null where none is of use. */
export type WatchBody = (head: CapturedRequest) => WatchedBody | null;

/** Opens a reader that is let go at its first failure: that would be a bug of ours, and the body goes on all the same. */
export function watchedBody(watch: WatchBody, head: () => CapturedRequest): WatchedBody | null {
  let reader = attempt(() => watch(head()));
  if (reader === null) return null;
  return {
    add: (bytes) => {
      const read = attempt(() => {
        reader?.add(bytes);
        return true;
      });
      if (read === null) reader = null;
    },
    end: () => attempt(() => reader?.end() ?? null),
  };
}

function attempt<Value>(work: () => Value | null): Value | null {
  try {
    return work();
  } catch {
    return null;
  }
}
