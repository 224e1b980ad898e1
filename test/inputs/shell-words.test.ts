import { describe, expect, it } from "vitest";
import { shellWords } from "../../src/inputs/shell-words.ts";

describe("shellWords", () => {
  it.each([
    ["curl -X  GET 'a b'", ["curl", "-X", "GET", "a b"]],
    ['a "b \\"c\\" $d"', ["a", 'b "c" $d']],
    ["a\\ b 'it'\\''s'", ["a b", "it's"]],
    ["a $'x\\ty\\u00fc\\x41\\101\\n'", ["a", "x\ty\xc3\xbcAA\n"]],
    ["curl \\\n  -H 'x: y' \\\r\n  https://h", ["curl", "-H", "x: y", "https://h"]],
    ["curl a | jq .", ["curl", "a"]],
    ["curl a; rm b", ["curl", "a"]],
    ["a ''", ["a", ""]],
    ["", []],
  ])("cuts %j", (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });
  it.each(["a 'b", 'a "b', "a $'b"])("refuses the open quote of %j", (text) => {
    expect(shellWords(text)).toBeNull();
  });
});
