import { describe, expect, it } from "vitest";
import { openExchangeIndexes } from "../../src/cli/exchange-indexes.ts";

describe("indexes of exchanges", () => {
  it("follow the order in which they come, and are the same for all of one exchange", () => {
    const indexes = openExchangeIndexes();
    expect(["a-1", "b-1", "a-1", "a-2"].map((id) => indexes.of(id))).toEqual([0, 1, 0, 2]);
  });
  it("are remembered for the last thousands alone", () => {
    const indexes = openExchangeIndexes();
    for (let count = 0; count < 4097; count += 1) indexes.of(`a-${count}`);
    expect([indexes.of("a-1"), indexes.of("a-0")]).toEqual([1, 4097]);
  });
});
