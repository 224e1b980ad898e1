import { expect, it } from "vitest";
import { otherEncodings, utf8Bytes, utf8Text } from "../../src/diagnosis/text-encodings.ts";

it("turns text into UTF-8 bytes and back", () => {
  expect(utf8Bytes("\u00eb")).toBe("\u00c3\u00ab");
  expect(utf8Text("\u00c3\u00ab")).toBe("\u00eb");
  expect(utf8Text("\u00eb")).toBeNull();
});

it("knows the other bytes of a value outside ASCII, and none of a plain one", () => {
  expect([...otherEncodings("Zo\u00eb")]).toContain("Zo\u00c3\u00ab");
  expect([...otherEncodings("Zo\u00c3\u00ab")]).toContain("Zo%C3%AB");
  expect([...otherEncodings("Zoe")]).toEqual([]);
});
