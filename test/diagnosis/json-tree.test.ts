import { expect, it } from "vitest";
import { jsonTree } from "../../src/diagnosis/json-tree.ts";

it("keeps key order, repeated keys and the text of numbers", () => {
  expect(jsonTree(' {"b": 1.0, "a": [1e3, null], "b": "\\u00fc"} ')).toEqual({
    kind: "object",
    members: [
      ["b", { kind: "literal", text: "1.0" }],
      [
        "a",
        {
          kind: "array",
          items: [
            { kind: "literal", text: "1e3" },
            { kind: "literal", text: "null" },
          ],
        },
      ],
      ["b", { kind: "string", text: "\u00fc" }],
    ],
  });
});

it("reads empty objects and arrays", () => {
  expect(jsonTree("{}")).toEqual({ kind: "object", members: [] });
  expect(jsonTree("[ ]")).toEqual({ kind: "array", items: [] });
});

it("refuses what is no JSON, and what nests too deep", () => {
  for (const text of ["", "{", "{a:1}", "[1,]", "01", '"\n"', "{} x", '{"a" 1}', "[1 2]", '"\\x"'])
    expect(jsonTree(text)).toBeNull();
  expect(jsonTree("[".repeat(90) + "]".repeat(90))).not.toBeNull();
  expect(jsonTree("[".repeat(10_000) + "]".repeat(10_000))).toBeNull();
});
