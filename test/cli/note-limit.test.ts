import { describe, expect, it } from "vitest";
import { limitNotes } from "../../src/cli/note-limit.ts";

function opened() {
  const told: string[] = [];
  const clock = { nowMs: 1000 };
  const limit = limitNotes(
    (text) => told.push(text),
    () => clock.nowMs,
  );
  const many = (kind: string, count: number): void => {
    for (let index = 1; index <= count; index += 1) limit.note(kind, `${kind} ${index}`);
  };
  return { told, clock, limit, many };
}

describe("limitNotes", () => {
  it("tells the first of a kind, says once that it counts, and tells the number when a minute is over", () => {
    const { told, clock, many } = opened();
    many("loop", 500);
    expect(told).toHaveLength(21);
    expect(told.slice(-2)).toEqual([
      "loop 20",
      "further notes of this kind (loop) are counted for a minute; a log (--log) has them all",
    ]);
    clock.nowMs += 60_000;
    many("loop", 1);
    expect(told.slice(21)).toEqual(["480 more of loop were not told one by one", "loop 1"]);
  });

  it("lets no kind take the place of another, and is silent about what was told", () => {
    const { told, limit, many } = opened();
    many("loop", 30);
    many("refused", 20);
    limit.close();
    expect(told.filter((text) => text.startsWith("refused"))).toHaveLength(20);
    expect(told.at(-1)).toBe("10 more of loop were not told one by one");
    limit.close();
    expect(told).toHaveLength(42);
  });
});
