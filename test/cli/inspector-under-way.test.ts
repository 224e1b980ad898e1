import { describe, expect, it, vi } from "vitest";
import type { UnderWayNews } from "../../src/cli/inspector-under-way.ts";
import { openUnderWayFeed } from "../../src/cli/inspector-under-way.ts";
import { unpackHead } from "../../src/evidence/exchange-pack.ts";
import type { UnderWay } from "../../src/evidence/requests-under-way.ts";
import { mismatchExchange } from "../support/evidence.ts";

const { request } = mismatchExchange("x").exchange;
/** A request whose head came long ago. */
const old = (id: string): UnderWay => ({ id, receivedAtEpochMs: 0, head: () => request });

describe("requests under way for a page", () => {
  it("are not looked at while no page is open", async () => {
    const told: UnderWayNews[] = [];
    const feed = openUnderWayFeed((news) => told.push(news));
    const looked = vi.fn(() => request);
    feed.opened({ ...old("a"), head: looked });
    feed.over("a", false);
    feed.watched(0);
    await new Promise((soon) => setTimeout(soon, 120));
    expect(looked).not.toHaveBeenCalled();
    expect(told).toEqual([]);
    feed.close();
  });

  it("are told while one is, and forgotten when nothing comes of them or it is closed", async () => {
    const told: UnderWayNews[] = [];
    const feed = openUnderWayFeed((news) => told.push(news));
    feed.watched(1);
    feed.opened(old("kept"));
    feed.opened(old("lost"));
    await expect.poll(() => told.length).toBe(1);
    expect(told[0]?.heads.map((head) => unpackHead(head).id)).toEqual(["kept", "lost"]);
    feed.over("kept", true);
    feed.over("lost", false);
    await expect.poll(() => told.length).toBe(2);
    expect(told[1]).toEqual({ heads: [], forgotten: ["lost"] });
    feed.watched(2);
    feed.watched(0);
    expect(told[2]).toEqual({ heads: [], forgotten: null });
    feed.close();
  });
});
