import { describe, expect, it } from "vitest";
import { fileBounds, memorySource, ringBounds } from "../../src/cli/inspected-memory.ts";
import { inspectedSample } from "../support/inspector-fixture.ts";

const sample = (id: string): ReturnType<typeof inspectedSample> =>
  inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" }, id);

describe("exchanges in memory", () => {
  it("are given once each, in order, and again by their place", () => {
    const source = memorySource({ exchanges: 10, characters: 1e6 });
    for (const id of ["a", "b", "c"]) source.add(sample(id));
    const [first, second] = [source.next(2), source.next(2)];
    expect([...first, ...second].map(({ exchange }) => exchange.examination.id)).toEqual(["a", "b", "c"]);
    expect(source.next(2)).toEqual([]);
    expect(source.exchange(first[1]?.place ?? 0)?.examination.id).toBe("b");
  });

  it("are forgotten, the oldest first, beyond a number or a length, and that is said", () => {
    const source = memorySource({ exchanges: 2, characters: 1e6 });
    for (const id of ["a", "b", "c"]) source.add(sample(id));
    expect(source.next(10).map(({ exchange }) => exchange.examination.id)).toEqual(["b", "c"]);
    expect(source.exchange(1)).toBeNull();
    expect(source.notes()).toEqual(["The last 2 requests are held; 1 before them are forgotten."]);
    const short = memorySource({ exchanges: 100, characters: 10_000 });
    for (const id of ["a", "b", "c", "d"]) short.add(sample(id));
    expect(short.next(10).length).toBeLessThan(4);
  });

  it("are told while they are under way, until they come or are forgotten", () => {
    const source = memorySource(ringBounds);
    for (const id of ["a", "b", "c", "d"]) source.begin(sample(id));
    source.add(sample("a"));
    source.forget(["b"]);
    expect([...(source.underWay?.() ?? [])].map(([id, head]) => [id, head()?.examination.id])).toEqual([
      ["c", "c"],
      ["d", "d"],
    ]);
    source.forget(null);
    expect(source.underWay?.().size).toBe(0);
  });

  it("come with a few sentences at most", () => {
    const source = memorySource(ringBounds);
    for (let at = 0; at < 100; at += 1) source.note(`note ${at}`);
    expect(source.notes()).toHaveLength(20);
    source.reading(true);
    expect(source.notes()[0]).toBe("The files are still being read.");
    source.reading(false);
    expect(source.notes()).toHaveLength(20);
  });

  it("are fewer beside a proxy than of opened files", () => {
    expect([ringBounds.exchanges, fileBounds.exchanges]).toEqual([5000, 100_000]);
  });
});
