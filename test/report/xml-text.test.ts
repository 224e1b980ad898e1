import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { xmlAttribute, xmlText } from "../../src/report/xml-text.ts";

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  trimValues: false,
  parseTagValue: false,
  processEntities: true,
  htmlEntities: true,
});

function readBack(text: string): { text: string; attribute: string } {
  const document = `<?xml version="1.0"?><a b="${xmlAttribute(text)}"><c>${xmlText(text)}</c></a>`;
  expect(XMLValidator.validate(document)).toBe(true);
  const { a } = parser.parse(document);
  return { text: a.c, attribute: a.b };
}

describe("text in XML", () => {
  it("comes back from a parser", () => {
    for (const text of ['<a href="x">&amp;</a>', "]]>", "'\"", "<!-- x -->", "a & b < c > d", "über ✓ 𝒳"]) {
      expect(readBack(text)).toEqual({ text, attribute: text });
    }
  });

  it("writes out what no XML document may hold", () => {
    expect(xmlText("a\0b\x1b\x08\uffff\ud800c")).toBe("a\\u0000b\\u001B\\u0008\\uFFFF\\uD800c");
    expect(xmlText("\x85\x7f\r")).toBe("&#133;&#127;&#13;");
  });

  it("keeps line ends of attributes from being normalised", () => {
    expect(xmlAttribute("a\nb\tc")).toBe("a&#10;b&#9;c");
    expect(xmlText("a\nb\tc")).toBe("a\nb\tc");
  });
});
