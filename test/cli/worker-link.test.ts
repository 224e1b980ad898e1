import { describe, expect, it } from "vitest";
import type { WorkerLink } from "../../src/cli/worker-link.ts";
import { openWorkerLink } from "../../src/cli/worker-link.ts";
import type { WorkerReply } from "../../src/cli/worker-message.ts";
import { unpackHead } from "../../src/evidence/exchange-pack.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { mismatchExchange } from "../support/evidence.ts";
import { waitFor } from "../support/proxy-client.ts";

type News = Extract<WorkerReply, { kind: "news" }>;

function opened(mostBytes = 1e6): { link: WorkerLink; sent: News[] } {
  const sent: News[] = [];
  const link = openWorkerLink({ send: (reply) => sent.push(reply as News), keepsUnderWay: true, mostBytes });
  return { link, sent };
}

function begun(link: WorkerLink, id: string): void {
  const request: CapturedRequest = mismatchExchange(id).exchange.request;
  link.opened({ id, receivedAtEpochMs: Date.now(), head: () => request });
}

describe("a worker's link", () => {
  it("gathers the news of a turn, in order, with what is still under way", async () => {
    const { link, sent } = opened();
    const { examination, exchange } = mismatchExchange("a-1");
    begun(link, "a-1");
    begun(link, "a-2");
    link.examined(examination, exchange);
    link.tell({ kind: "gone", connection: 4 });
    expect(sent).toEqual([]);
    await waitFor(() => sent.length > 0, "the news");
    const [first] = sent;
    expect(first?.news.map(({ kind }) => kind)).toEqual(["examined", "gone"]);
    expect([first?.exchanges, first?.underWay]).toEqual([1, 1]);
  });

  it("sends what is urgent at once, with what came before it", () => {
    const { link, sent } = opened();
    link.tell({ kind: "gone", connection: 1 });
    link.tell({ kind: "outgoing", end: "127.0.0.1 5", open: true }, true);
    expect(sent.map(({ news }) => news.map(({ kind }) => kind))).toEqual([["gone", "outgoing"]]);
  });

  it("has no room while too many exchanges, or too many bytes, are not taken", () => {
    const { link } = opened(1);
    const { examination, exchange } = mismatchExchange("a-1");
    const body = { bytes: 1, sha256Hex: "", content: new Uint8Array(1) };
    const whole = { ...exchange, request: { ...exchange.request, body } };
    expect(link.hasRoom()).toBe(true);
    link.examined(examination, whole);
    expect(link.hasRoom()).toBe(false);
    link.taken(1, 1 + (exchange.response?.body.content?.length ?? 0));
    expect(link.hasRoom()).toBe(true);
    const many = opened(Number.POSITIVE_INFINITY).link;
    for (let count = 0; count < 1999; count += 1) many.examined(examination, exchange);
    expect(many.hasRoom()).toBe(true);
    many.examined(examination, exchange);
    expect(many.hasRoom()).toBe(false);
    many.flush();
  });

  it("sends the heads of requests that stay long, and counts what is dropped", async () => {
    const { link, sent } = opened();
    begun(link, "a-1");
    begun(link, "a-2");
    link.dropped("a-2");
    await waitFor(() => sent.some(({ news }) => news.some(({ kind }) => kind === "under-way")), "the head");
    link.dropped("a-1");
    link.flush();
    const news = sent.flatMap((each) => each.news);
    const heads = news.flatMap((each) => (each.kind === "under-way" ? [unpackHead(each.head).id] : []));
    expect(heads).toEqual(["a-1"]);
    expect(news.filter(({ kind }) => kind === "dropped")).toEqual([
      { kind: "dropped", captures: 1, forgotten: [] },
      { kind: "dropped", captures: 1, forgotten: ["a-1"] },
    ]);
    expect(sent.at(-1)?.underWay).toBe(0);
  });
});
