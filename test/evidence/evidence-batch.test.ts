import { expect, it } from "vitest";
import { joinedBodies } from "../../src/evidence/evidence-batch.ts";

it("bodies stand one behind the other in memory of their own", () => {
  const joined = joinedBodies([Buffer.from("ab"), Buffer.from(""), Buffer.from("c")]);
  expect([...joined]).toEqual([97, 98, 99]);
  expect(joined.buffer.byteLength).toBe(3);
  expect(joinedBodies([]).byteLength).toBe(0);
});
