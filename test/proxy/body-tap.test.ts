import { describe, expect, it } from "vitest";
import { BodyTap, CaptureBudget, emptyBody } from "../../src/proxy/body-tap.ts";

const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

describe("a body tap", () => {
  it("keeps and hashes a body up to the limit", () => {
    const tap = new BodyTap(3, new CaptureBudget());
    tap.add(Buffer.from("a"));
    tap.add(Buffer.from("bc"));
    expect(tap.bytes).toBe(3);
    expect(tap.body()).toEqual({ bytes: 3, sha256Hex: abc, content: Buffer.from("abc") });
  });
  it("hashes a longer one whole without keeping it", () => {
    const tap = new BodyTap(2, new CaptureBudget());
    for (const piece of ["a", "b", "c"]) tap.add(Buffer.from(piece));
    expect(tap.body()).toEqual({ bytes: 3, sha256Hex: abc, content: null });
  });
  it("has a longer one read from its first byte on, and hands over what was made of it", () => {
    const read: string[] = [];
    const reader = {
      add: (bytes: Uint8Array) => read.push(Buffer.from(bytes).toString()),
      end: () => ({ form: "post-form" as const }),
    };
    const tap = new BodyTap(2, new CaptureBudget(), () => reader);
    for (const piece of ["a", "b"]) tap.add(Buffer.from(piece));
    expect(read).toEqual([]);
    tap.add(Buffer.from("c"));
    expect(read).toEqual(["a", "b", "c"]);
    expect(tap.body()).toEqual({ bytes: 3, sha256Hex: abc, content: null, passed: { form: "post-form" } });
  });
  it("has a fixed body for none", () => {
    expect(new BodyTap(2, new CaptureBudget()).body()).toBe(emptyBody);
    expect(emptyBody.sha256Hex).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
  it("keeps nothing when the budget for all bodies is spent, and gives back what it took", () => {
    const budget = new CaptureBudget();
    expect(budget.take(33_554_430)).toBe(true);
    const tap = new BodyTap(1000, budget);
    tap.add(Buffer.from("ab"));
    expect(budget.take(1)).toBe(false);
    tap.add(Buffer.from("c"));
    expect(tap.body()).toEqual({ bytes: 3, sha256Hex: abc, content: null });
    expect(budget.take(2)).toBe(true);
    const other = new BodyTap(1000, budget);
    budget.give(2);
    other.add(Buffer.from("a"));
    other.release();
    other.release();
    expect(budget.take(2)).toBe(true);
    expect(budget.take(1)).toBe(false);
  });
});
