import { describe, expect, it } from "vitest";
import type { CapturedExchange } from "../../src/http/captured-exchange.ts";
import { CaptureQueue } from "../../src/proxy/capture-queue.ts";

function pending(id: string, released: string[]) {
  return { id, build: () => ({ id }) as CapturedExchange, release: () => void released.push(id) };
}

function opened(observer: (exchange: CapturedExchange) => void) {
  const dropped: string[] = [];
  const events: string[] = [];
  const queue = new CaptureQueue({
    observer,
    dropped: (id) => dropped.push(id),
    log: (event) => events.push(JSON.stringify(event)),
  });
  return { queue, dropped, events, released: [] as string[] };
}

describe("the capture queue", () => {
  it("hands exchanges over in order, later, and releases each", async () => {
    const seen: string[] = [];
    const { queue, released, dropped } = opened(({ id }) => seen.push(id));
    for (let index = 0; index < 100; index += 1) queue.offer(pending(`${index}`, released));
    expect(seen).toEqual([]);
    await queue.empty();
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`));
    expect(released).toEqual(seen);
    expect(dropped).toEqual([]);
    await queue.empty();
  });
  it("drops what does not fit, releases it, counts it and tells of it", async () => {
    let seen = 0;
    const { queue, released, dropped } = opened(() => (seen += 1));
    for (let index = 0; index < 10_002; index += 1) queue.offer(pending(`${index}`, released));
    expect(queue.dropped).toBe(2);
    expect(released).toEqual(["10000", "10001"]);
    expect(dropped).toEqual(released);
    await queue.empty();
    expect(seen).toBe(10_000);
  });
  it("survives an observer that throws, and tells that its exchange was not observed", async () => {
    const { queue, released, dropped, events } = opened(() => {
      throw new Error("secret");
    });
    queue.offer(pending("x", released));
    await queue.empty();
    expect(queue.dropped).toBe(1);
    expect(released).toEqual(["x"]);
    expect(dropped).toEqual(["x"]);
    expect(events.join("")).toContain("observer-failed");
    expect(events.join("")).not.toContain("secret");
  });
});
