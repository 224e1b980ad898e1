import { describe, expect, it } from "vitest";
import type { CapturedExchange } from "../../src/http/captured-exchange.ts";
import { CaptureQueue } from "../../src/proxy/capture-queue.ts";

function pending(id: string, released: string[]) {
  return { build: () => ({ id }) as CapturedExchange, release: () => void released.push(id) };
}

describe("the capture queue", () => {
  it("hands exchanges over in order, later, and releases each", async () => {
    const seen: string[] = [];
    const released: string[] = [];
    const queue = new CaptureQueue(
      ({ id }) => seen.push(id),
      () => undefined,
    );
    for (let index = 0; index < 100; index += 1) queue.offer(pending(`${index}`, released));
    expect(seen).toEqual([]);
    await queue.empty();
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`));
    expect(released).toEqual(seen);
    await queue.empty();
  });
  it("drops what does not fit, releases it and counts it", async () => {
    let seen = 0;
    const released: string[] = [];
    const queue = new CaptureQueue(
      () => (seen += 1),
      () => undefined,
    );
    for (let index = 0; index < 10_002; index += 1) queue.offer(pending("x", released));
    expect(queue.dropped).toBe(2);
    expect(released).toHaveLength(2);
    await queue.empty();
    expect(seen).toBe(10_000);
  });
  it("survives an observer that throws", async () => {
    const events: string[] = [];
    const released: string[] = [];
    const queue = new CaptureQueue(
      () => {
        throw new Error("secret");
      },
      (event) => events.push(JSON.stringify(event)),
    );
    queue.offer(pending("x", released));
    await queue.empty();
    expect(queue.dropped).toBe(1);
    expect(released).toEqual(["x"]);
    expect(events.join("")).not.toContain("secret");
  });
});
