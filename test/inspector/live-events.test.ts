import type { ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { LiveNews } from "../../src/inspector/inspector-api.ts";
import { openLiveEvents } from "../../src/inspector/live-events.ts";

/** A page that reads, or does not. */
function page(): PassThrough & { text: string; status: number } {
  const stream = new PassThrough({ highWaterMark: 16 });
  const state = Object.assign(stream, {
    text: "",
    status: 0,
    writeHead: (status: number) => (state.status = status),
  });
  return state;
}

function reading(one: ReturnType<typeof page>): typeof one {
  one.on("data", (piece: Buffer) => (one.text += piece.toString()));
  return one;
}

const soon = (milliseconds = 60): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const newsOf = (newest: number): LiveNews => ({ newest, requests: newest, changes: newest, notes: [] });
const now = (): LiveNews => newsOf(7);
const as = (one: PassThrough): ServerResponse => one as unknown as ServerResponse;

describe("live events", () => {
  it("tell pages that listen what is new, and beat while nothing is", async () => {
    let newest = 0;
    let looked = 0;
    const look = (): LiveNews | null => {
      looked += 1;
      newest += 1;
      return newest < 3 ? newsOf(newest) : null;
    };
    const live = openLiveEvents({ look, now, everyMs: 10, heartbeatMs: 20 });
    await soon(30);
    expect(looked).toBe(0);
    const one = reading(page());
    live.listen(as(one));
    for (const told of [
      ': countersign\n\ndata: {"newest":7,"requests":7,"changes":7,"notes":[]}\n\n',
      'data: {"newest":1,"requests":1,"changes":1,"notes":[]}\n\n',
      'data: {"newest":2,"requests":2,"changes":2,"notes":[]}\n\n',
      ": still here\n\n",
    ])
      await expect.poll(() => one.text).toContain(told);
    live.close();
  });

  it("do nothing once the last page is gone", async () => {
    let looked = 0;
    const told: number[] = [];
    const live = openLiveEvents({
      look: () => {
        looked += 1;
        return null;
      },
      now,
      changed: (pages) => told.push(pages),
      everyMs: 5,
      heartbeatMs: 1000,
    });
    const one = reading(page());
    live.listen(as(one));
    await soon();
    one.destroy();
    await soon(20);
    const then = looked;
    await soon();
    expect([live.count(), looked]).toEqual([0, then]);
    expect(told).toEqual([1, 0]);
  });

  it("let a page go that does not read, and keep the others", async () => {
    const news = { newest: 1, requests: 1, changes: 1, notes: [], padding: "x".repeat(20_000) };
    const live = openLiveEvents({ look: () => news, now, everyMs: 5, heartbeatMs: 1000 });
    const [stuck, other] = [page(), reading(page())];
    live.listen(as(stuck));
    live.listen(as(other));
    await expect.poll(() => [stuck.destroyed, other.destroyed, live.count()]).toEqual([true, false, 1]);
    live.close();
  });

  it("are for a few pages at once", () => {
    const live = openLiveEvents({ look: () => null, now, everyMs: 1000, heartbeatMs: 1000 });
    const pages = Array.from({ length: 33 }, () => reading(page()));
    for (const one of pages) live.listen(as(one));
    expect(pages.map(({ status }) => status).filter((status) => status === 503)).toHaveLength(1);
    live.close();
  });
});
