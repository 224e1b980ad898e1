import { describe, expect, it } from "vitest";
import { RequestsUnderWay } from "../../src/evidence/requests-under-way.ts";
import { mismatchExchange } from "../support/evidence.ts";
import { oldBytesPerStep } from "../support/old-space.ts";

const { request } = mismatchExchange("x").exchange;
const opened = (ids: readonly string[], atEpochMs = 0): RequestsUnderWay => {
  const all = new RequestsUnderWay();
  for (const id of ids) all.add({ id, receivedAtEpochMs: atEpochMs, head: () => request });
  return all;
};

describe("requests under way", () => {
  it("are written once, when they have been open for a while", () => {
    const all = opened(["a", "b"], 1000);
    expect(all.takeLong(1019)).toEqual([]);
    expect(all.waits).toBe(true);
    expect(all.takeLong(1020)).toHaveLength(2);
    expect(all.takeLong(9000)).toEqual([]);
    expect(all.waits).toBe(false);
  });

  it("leave the file when nothing takes their place, and only then", () => {
    const all = opened(["recorded", "left out", "no evidence", "short"]);
    all.over("short", 5, false);
    all.takeLong(100);
    all.over("recorded", 100, true);
    all.over("left out", 100, false);
    expect(all.forget("no evidence")).toBe(true);
    expect(all.forget("unknown")).toBe(false);
    expect(all.takeForgotten()).toEqual(["left out", "no evidence"]);
    expect(all.takeForgotten()).toEqual([]);
  });

  it("are given longer where requests take longer, up to half a second", () => {
    const all = opened([]);
    for (let at = 0; at < 500; at += 1) all.over(`${at}`, 60, true);
    all.add({ id: "slow", receivedAtEpochMs: 0, head: () => request });
    expect(all.takeLong(110)).toEqual([]);
    expect(all.takeLong(130)).toHaveLength(1);
    for (let at = 0; at < 500; at += 1) all.over(`${at}`, 60_000, true);
    all.add({ id: "slower", receivedAtEpochMs: 0, head: () => request });
    expect(all.takeLong(499)).toEqual([]);
    expect(all.takeLong(500)).toHaveLength(1);
  });

  it("leave nothing behind that survives them", () => {
    const all = new RequestsUnderWay();
    const grown = oldBytesPerStep(3000, (index) => {
      const held = new Array<number>(1000).fill(index);
      all.add({
        id: `${index}`,
        receivedAtEpochMs: 0,
        head: () => ({ ...request, target: `/${held.length}` }),
      });
      if (index >= 8) all.over(`${index - 8}`, 1, true);
    });
    expect(grown).toBeLessThan(2000);
  });
});
