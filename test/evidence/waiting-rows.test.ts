import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WaitingRows } from "../../src/evidence/waiting-rows.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("rows go with the next batch, and each is answered once", () => {
  const rows = new WaitingRows(900);
  const told: [string, boolean][] = [];
  for (const id of ["a", "b"]) rows.add(id, (kept) => told.push([id, kept]));
  expect(rows.any).toBe(true);
  const { heads, answers } = rows.take();
  expect([heads, rows.any, rows.take().heads]).toEqual([["a", "b"], false, []]);
  for (const answer of answers) answer(true);
  vi.advanceTimersByTime(5000);
  expect(told).toEqual([
    ["a", true],
    ["b", true],
  ]);
});

it("none waits longer than the deadline, and what comes later says nothing more", () => {
  const rows = new WaitingRows(900);
  const told: boolean[] = [];
  rows.add("a", (kept) => told.push(kept));
  const { answers } = rows.take();
  vi.advanceTimersByTime(899);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([false]);
  answers[0]?.(true);
  expect(told).toEqual([false]);
});
