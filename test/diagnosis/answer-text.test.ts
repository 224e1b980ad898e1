import { describe, expect, it } from "vitest";
import {
  hexPairsText,
  latin1JsonText,
  latin1ReadAgain,
  unescapedJson,
  unescapedXml,
} from "../../src/diagnosis/answer-text.ts";

describe("the texts of answers", () => {
  it("undoes XML entities once", () => {
    expect(unescapedXml("a&amp;amp;b &lt;&gt;&quot;&apos; &#10;&#x41; &nope; &#99999999;")).toBe(
      "a&amp;b <>\"' \nA &nope; &#99999999;",
    );
    expect(unescapedXml("&#233;")).toBe("\xc3\xa9");
  });

  it("undoes JSON escapes in bare text", () => {
    expect(unescapedJson('a\\nb\\t\\"c\\" \\\\ \\u0041')).toBe('a\nb\t"c" \\ A');
  });

  it("writes escaped characters beyond ASCII as their bytes", () => {
    expect(JSON.parse(latin1JsonText('"\\u00e9 \\ud83d\\ude00 \\u0041"'))).toBe(
      "\xc3\xa9 \xf0\x9f\x98\x80 A",
    );
  });

  it("reads hex pairs", () => {
    expect(hexPairsText("41 57\n53 34")).toBe("AWS4");
    expect(hexPairsText("41 5")).toBeNull();
    expect(hexPairsText("41 …")).toBeNull();
  });

  it("reads Latin-1 in UTF-8 again", () => {
    expect(latin1ReadAgain("\xc3\x91\xc2\x82")).toBe("\xd1\x82");
    expect(latin1ReadAgain("plain")).toBeNull();
    expect(latin1ReadAgain("\xff\xfe")).toBeNull();
  });
});
