import { expect, it } from "vitest";
import { jsonSpellings } from "../../src/diagnosis/json-spellings.ts";

const texts = (json: string): string[] => [...jsonSpellings(json)].map(([text]) => text);

it("writes the spacing of other libraries", () => {
  const found = texts('{"a":1,"b":[true,{}]}');
  expect(found).toContain('{"a": 1, "b": [true, {}]}');
  expect(found).toContain('{\n  "a": 1,\n  "b": [\n    true,\n    {}\n  ]\n}');
  expect(found).toContain('{\n    "a": 1,\n    "b": [\n        true,\n        {}\n    ]\n}');
  expect(found).toContain('{\n\t"a": 1,\n\t"b": [\n\t\ttrue,\n\t\t{}\n\t]\n}');
  expect(texts('{ "a" : 1 }')).toContain('{"a":1}');
});

it("writes the escapes of other libraries", () => {
  const found = texts('{"u":"http://x/\u00fc<&>"}');
  expect(found).toContain('{"u":"http://x/\\u00fc<&>"}');
  expect(found).toContain('{"u":"http:\\/\\/x\\/\u00fc<&>"}');
  expect(found).toContain('{"u":"http:\\/\\/x\\/\\u00fc<&>"}');
  expect(found).toContain('{"u":"http://x/\u00fc\\u003c\\u0026\\u003e"}');
  expect(found).toContain('{"u":"http://x/\\u00FC\\u003C\\u0026\\u003E"}');
  expect(texts('{"u":"\\u00fc"}')).toContain('{"u":"\u00fc"}');
});

it("sorts keys, drops null and writes numbers anew", () => {
  expect(texts('{"b":1,"a":{"d":1,"c":2}}')).toContain('{"a":{"c":2,"d":1},"b":1}');
  expect(texts('{"a":1,"b":null}')).toContain('{"a":1}');
  expect(texts('{"a":1.0}')).toContain('{"a":1}');
  expect(texts('{"a":1}')).toContain('{"a": 1.0}');
});

it("encodes the whole text as a string, and takes that back", () => {
  expect(texts('{"a":1}')).toContain('"{\\"a\\":1}"');
  expect(texts('"{\\"a\\":1}"')).toEqual(['{"a":1}']);
});

it("says what was changed", () => {
  const found = new Map(jsonSpellings('{"b":1,"a":2}'));
  expect(found.get('{"b": 1, "a": 2}')).toBe("the JSON was written again after signing");
  expect(found.get('{"a":2,"b":1}')).toBe("the keys of the JSON were put in another order after signing");
});

it("gives nothing for other texts", () => {
  expect(texts("a=1")).toEqual([]);
  expect(texts("{broken")).toEqual([]);
  expect(texts("12")).toEqual([]);
});
