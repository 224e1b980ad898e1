import { describe, expect, it } from "vitest";
import { HeadsUnderWay } from "../../src/inspector/heads-under-way.ts";
import { inspectedSample } from "../support/inspector-fixture.ts";

const head = (id: string): ReturnType<typeof inspectedSample> =>
  inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" }, id);

describe("heads of requests under way", () => {
  it("wait in their rows for their records, each source by itself", () => {
    const heads = new HeadsUnderWay();
    heads.add(0, 7, head("a"));
    expect([heads.has(0, "a"), heads.has(1, "a")]).toEqual([true, false]);
    expect(heads.head(7)?.examination.id).toBe("a");
    expect(heads.take(1, "a")).toBeNull();
    expect(heads.take(0, "a")).toBe(7);
    expect([heads.take(0, "a"), heads.head(7)]).toEqual([null, null]);
  });

  it("stay when nothing comes of them", () => {
    const heads = new HeadsUnderWay();
    heads.add(0, 1, head("a"));
    heads.add(0, 2, head("b"));
    expect(heads.takeGone(0, new Map([["b", null]]))).toEqual([1]);
    expect(heads.takeGone(0, new Map([["b", null]]))).toEqual([]);
    expect(heads.head(1)?.examination.id).toBe("a");
  });

  it("are let go beyond a number, the oldest first", () => {
    const heads = new HeadsUnderWay();
    const one = head("a");
    for (let number = 1; number <= 3001; number += 1) heads.add(0, number, one);
    expect([heads.head(1), heads.head(2)?.examination.id]).toEqual([null, "a"]);
  });
});
