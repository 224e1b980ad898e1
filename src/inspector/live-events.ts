// News for open pages, as server-sent events: how far the list has come, never what is in it. So nothing queues up for a slow page.
import type { ServerResponse } from "node:http";
import { answerRefusal, guardHeaders } from "./answers.ts";
import type { LiveNews } from "./inspector-api.ts";

/** Where the news come from, and how often they are looked for. */
export interface LiveOptions {
  /** Looks for what is new; the news, or null for none. */
  readonly look: () => LiveNews | null;
  /** How it stands: told to a page that begins to listen, which may have missed some. */
  readonly now: () => LiveNews;
  /** Told how many pages listen, whenever that changes. */
  readonly changed?: (pages: number) => void;
  readonly everyMs: number;
  readonly heartbeatMs: number;
}

/** Open pages. */
export interface LiveEvents {
  /** Keeps an answer open and sends it news. */
  listen(response: ServerResponse): void;
  /** How many pages listen. */
  count(): number;
  close(): void;
}

const mostListeners = 32;
/** Bytes that may wait for a page that does not read; then it is let go, and asks again by itself. */
const mostUnreadBytes = 64 * 1024;

/** Opens the events; while no page listens, nothing is done. */
export function openLiveEvents({ look, now, changed, everyMs, heartbeatMs }: LiveOptions): LiveEvents {
  const listeners = new Set<ServerResponse>();
  let looking: NodeJS.Timeout | null = null;
  let beating: NodeJS.Timeout | null = null;
  const tell = (text: string): void => {
    for (const response of listeners) {
      if (response.writableLength > mostUnreadBytes) response.destroy();
      else response.write(text);
    }
  };
  const lookOn = (): void => {
    const news = look();
    if (news) tell(`data: ${JSON.stringify(news)}\n\n`);
    // Where there was something there is more: a file is read to its end with short rests.
    looking = setTimeout(lookOn, news ? everyMs / 10 : everyMs).unref();
  };
  const start = (): void => {
    looking = setTimeout(lookOn, everyMs).unref();
    beating = setInterval(() => tell(": still here\n\n"), heartbeatMs).unref();
  };
  const stop = (): void => {
    if (looking) clearTimeout(looking);
    if (beating) clearInterval(beating);
    looking = null;
    beating = null;
  };
  return {
    listen: (response) => {
      if (listeners.size >= mostListeners) {
        answerRefusal(response, 503);
        return;
      }
      response.writeHead(200, { ...guardHeaders, "Content-Type": "text/event-stream; charset=utf-8" });
      response.write(`: countersign\n\ndata: ${JSON.stringify(now())}\n\n`);
      listeners.add(response);
      if (beating === null) start();
      changed?.(listeners.size);
      response.on("close", () => {
        listeners.delete(response);
        changed?.(listeners.size);
        if (listeners.size === 0) stop();
      });
    },
    count: () => listeners.size,
    close: () => {
      stop();
      for (const response of listeners) response.destroy();
    },
  };
}
