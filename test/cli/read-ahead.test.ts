import { expect, it } from "vitest";
import { readAhead } from "../../src/cli/read-ahead.ts";

async function* numbers(upTo: number): AsyncGenerator<number> {
  for (let number = 1; number <= upTo; number += 1) yield number;
}

it("gives every item in order, each when the next ones have been seen", async () => {
  const seen: number[] = [];
  const given: string[] = [];
  const bounds = { count: 2, bytes: 1000, bytesOf: () => 1, seen: (item: number) => seen.push(item) };
  for await (const item of readAhead(numbers(5), bounds)) given.push(`${item} of ${seen.length}`);
  expect(given).toEqual(["1 of 3", "2 of 4", "3 of 5", "4 of 5", "5 of 5"]);
});

it("reads no further where the items held are big", async () => {
  const given: string[] = [];
  let seen = 0;
  const bounds = {
    count: 10,
    bytes: 100,
    bytesOf: (item: number) => (item === 2 ? 500 : 1),
    seen: () => {
      seen += 1;
    },
  };
  for await (const item of readAhead(numbers(4), bounds)) given.push(`${item} of ${seen}`);
  expect(given).toEqual(["1 of 2", "2 of 2", "3 of 4", "4 of 4"]);
});

it("stops reading when nobody takes the items", async () => {
  let seen = 0;
  const bounds = {
    count: 1,
    bytes: 100,
    bytesOf: () => 1,
    seen: () => {
      seen += 1;
    },
  };
  for await (const item of readAhead(numbers(100), bounds)) if (item === 2) break;
  expect(seen).toBe(3);
});
