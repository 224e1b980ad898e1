import { describe, expect, it } from "vitest";
import { children, childText, escapedXml, parseXml, xmlText } from "../../src/sandbox/xml.ts";

const parse = (text: string) => parseXml(new TextEncoder().encode(text));

describe("xmlText", () => {
  it("writes elements, leaving out null, with attributes on the outermost", () => {
    expect(xmlText(["A", [["B", 1], null, ["C", [["D", true]]]]], ' x="y"')).toBe(
      '<A x="y"><B>1</B><C><D>true</D></C></A>',
    );
  });

  it("escapes, and replaces what XML cannot carry", () => {
    expect(escapedXml('<a b="c">&\'\r\n\t\x00\x0b\ufffe\ud800 \u{1f600}')).toBe(
      "&lt;a b=&quot;c&quot;&gt;&amp;'&#13;\n\t\ufffd\ufffd\ufffd\ufffd \u{1f600}",
    );
  });
});

describe("parseXml", () => {
  it("reads children by local name, with entities and blanks", () => {
    const found = parse(
      '<?xml version="1.0"?><s3:Delete xmlns:s3="x"><Object><Key> a&amp;b&#xD;&#10; </Key></Object><Object><Key>c</Key></Object></s3:Delete>',
    );
    expect(found?.name).toBe("Delete");
    expect(children(found?.root ?? "", "Object").map((object) => childText(object, "Key"))).toEqual([
      " a&b\r\n ",
      "c",
    ]);
    expect(childText(found?.root ?? "", "Quiet")).toBeNull();
  });

  it.each([
    [""],
    ["<a>"],
    ["<a></b>"],
    ["text"],
    ['<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
    ["<__proto__><x>1</x></__proto__>"],
  ])("reads nothing out of %j", (text) => {
    expect(parse(text)).toBeNull();
  });

  it("does not expand entities of its own accord", () => {
    expect(childText(parse("<a><b>&e;&amp;lt;</b></a>")?.root ?? "", "b")).toBe("&e;&lt;");
  });
});
