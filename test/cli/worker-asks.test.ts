import { describe, expect, it } from "vitest";
import { openWorkerAsks } from "../../src/cli/worker-asks.ts";
import type { WorkerNews } from "../../src/cli/worker-message.ts";
import type { Subject } from "../../src/diagnosis/examine.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { mismatchExchange } from "../support/evidence.ts";

const { examination, exchange } = mismatchExchange("a-1");
const subject: Subject = {
  ...{ id: "a-1", input: null, index: 0, request: exchange.request, response: exchange.response },
  ...{ selfCheck: null, nowEpochMs: 0 },
};

function opened(): { asks: ReturnType<typeof openWorkerAsks>; told: WorkerNews[] } {
  const told: WorkerNews[] = [];
  const asks = openWorkerAsks({ tell: (news) => told.push(news) }, () => createExaminer(exampleKnowledge()));
  return { asks, told };
}

describe("a worker's questions", () => {
  it("have a search done elsewhere, and put the messages back that it still holds", async () => {
    const { asks, told } = opened();
    const found = asks.pool.examineFully(subject);
    expect(told).toEqual([{ kind: "search", ask: 1, subject }]);
    const { request: _request, response: _response, ...searched } = examination;
    asks.answered({ kind: "searched", ask: 1, examination: searched });
    expect((await found).request).toBe(subject.request);
    expect((await found).causes).toEqual(examination.causes);
  });

  it("do not ask for more than a pool would queue", async () => {
    const { asks, told } = opened();
    for (let count = 0; count < 256; count += 1) void asks.pool.examineFully(subject);
    expect(await asks.pool.examineFully(subject)).toMatchObject({
      verdict: "mismatch",
      search: { tried: 0, exhausted: false },
    });
    expect(told).toHaveLength(256);
  });

  it("do not hold more of bodies than there is room for", async () => {
    const { asks, told } = opened();
    const content = new Uint8Array(20 * 1024 * 1024);
    const body = { ...subject.request.body, bytes: content.length, content };
    const long = { ...subject, request: { ...subject.request, body } };
    const first = asks.pool.examineFully(long);
    expect((await asks.pool.examineFully(long)).search).toMatchObject({ tried: 0, exhausted: false });
    expect(told).toHaveLength(1);
    const { request: _request, response: _response, ...searched } = examination;
    asks.answered({ kind: "searched", ask: 1, examination: searched });
    await first;
    void asks.pool.examineFully(long);
    expect(told).toHaveLength(2);
  });

  it("come back without a proof when nothing is waited for any more", async () => {
    const { asks, told } = opened();
    const found = asks.pool.examineFully(subject);
    const learned = asks.resolver.unknownAccessKeyId("AKIAUNKNOWN");
    expect(told).toHaveLength(2);
    asks.giveUp();
    const without = { verdict: "mismatch", search: { tried: 0, exhausted: false } };
    expect([await found, await asks.pool.examineFully(subject)]).toMatchObject([without, without]);
    expect([await learned, told.length]).toEqual([false, 2]);
    asks.answered({ kind: "resolved", ask: 2, learned: true, pending: false });
  });

  it("ask for profiles until all have been tried", async () => {
    const { asks, told } = opened();
    expect(asks.resolver.pending()).toBe(true);
    const learned = asks.resolver.unknownAccessKeyId("AKIAUNKNOWN");
    expect(told).toEqual([{ kind: "resolve", ask: 1, accessKeyId: "AKIAUNKNOWN" }]);
    asks.answered({ kind: "resolved", ask: 1, learned: true, pending: false });
    expect(await learned).toBe(true);
    expect(asks.resolver.pending()).toBe(false);
  });
});
