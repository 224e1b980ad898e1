// Requests under way for a page that is open, where no evidence tells of them. While no page is open nothing is done.
import type { UnderWay } from "../evidence/requests-under-way.ts";
import { RequestsUnderWay } from "../evidence/requests-under-way.ts";

/** What the page's thread is told of requests under way. */
export interface UnderWayNews {
  /** Packed heads of requests that have been under way for a little. */
  readonly heads: readonly string[];
  /** Ids of requests that will not come; null for all of them. */
  readonly forgotten: readonly string[] | null;
}

/** Takes what happens to requests; tells of those that stay. */
export interface UnderWayFeed {
  opened(request: UnderWay): void;
  /** It is over, and its exchange is or is not handed over. */
  over(id: string, recorded: boolean): void;
  /** How many pages are open. */
  watched(pages: number): void;
  close(): void;
}

const everyMs = 50;

/** Opens a feed. */
export function openUnderWayFeed(tell: (news: UnderWayNews) => void): UnderWayFeed {
  let requests: RequestsUnderWay | null = null;
  let timer: NodeJS.Timeout | null = null;
  const look = (): void => {
    timer = null;
    const heads = requests?.takeLong(Date.now()) ?? [];
    const forgotten = requests?.takeForgotten() ?? [];
    if (heads.length + forgotten.length > 0) tell({ heads, forgotten });
    if (requests?.waits) wake();
  };
  const wake = (): void => {
    timer ??= setTimeout(look, everyMs).unref();
  };
  return {
    opened: (request) => {
      if (requests === null) return;
      requests.add(request);
      wake();
    },
    over: (id, recorded) => {
      if (requests === null) return;
      requests.over(id, 0, recorded);
      wake();
    },
    watched: (pages) => {
      if (pages > 0) requests ??= new RequestsUnderWay();
      else if (requests !== null) {
        requests = null;
        tell({ heads: [], forgotten: null });
      }
    },
    close: () => {
      requests = null;
      if (timer) clearTimeout(timer);
    },
  };
}
