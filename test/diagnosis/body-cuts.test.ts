import { expect, it } from "vitest";
import { characterCounts, completedJson, withSurplus } from "../../src/diagnosis/body-cuts.ts";

const utf8 = (text: string): string => Buffer.from(text).toString("latin1");

it("counts characters where they are fewer than bytes", () => {
  expect(characterCounts(utf8("M\u00fcnchen"))).toEqual([7]);
  expect(characterCounts(utf8("a\u{1f600}"))).toEqual([3, 2]);
  expect(characterCounts("plain")).toEqual([]);
  expect(characterCounts("\u00fc")).toEqual([]);
});

it("closes a JSON text that lost as many bytes as its characters have beyond the first", () => {
  expect(completedJson(utf8('{"city":"M\u00fcnchen"'))).toBe(utf8('{"city":"M\u00fcnchen"}'));
  expect(completedJson(utf8('{"a":["\u00fc\u00fc\u00fc'))).toBe(utf8('{"a":["\u00fc\u00fc\u00fc"]}'));
  expect(completedJson(utf8('{"a":"\\"\u00fc","b":{"c":"\u00fc'))).toBeNull();
  expect(completedJson('{"city":"Bonn"')).toBeNull();
  expect(completedJson(utf8("M\u00fcnchen"))).toBeNull();
});

it("puts what followed a body behind it", () => {
  expect(withSurplus(Buffer.from("ab"), Buffer.from("c"))).toEqual(Buffer.from("abc"));
  expect(withSurplus(Buffer.from("ab"), undefined)).toBeNull();
});
