import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleBytes, visibleLines, visibleText } from "../../src/report/visible-text.ts";

const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe("visible text", () => {
  it("leaves plain text alone", () => {
    expect(visibleText("PUT /report.json 200 OK")).toBe("PUT /report.json 200 OK");
  });

  it("reads UTF-8 that arrives as latin1", () => {
    expect(visibleText("caf\u00c3\u00a9 \u00e6\u0097\u00a5")).toBe("café 日");
  });

  it("writes out bytes that are no UTF-8", () => {
    expect(visibleText("a\u0085b\u009bc")).toBe("a\\x85b\\x9Bc");
  });

  it("writes out what would steer a terminal", () => {
    expect(visibleText("\u001b[31mred\u0007\u0000\r\nnext\t")).toBe("\\x1B[31mred\\x07\\x00␍\\x0Anext␉");
  });

  it("writes out what changes the reading direction or takes no room, raw or as UTF-8 bytes", () => {
    expect(visibleText("a\u202eb\u200bc\u00ad")).toBe("a\\u{202E}b\\u{200B}c\\xAD");
    expect(visibleText("a\u00e2\u0080\u00aeb")).toBe("a\\u{202E}b");
    expect(visibleText("\ufeffkey\u00a0x")).toBe("\\u{FEFF}key\\xA0x");
  });

  it("never lets a steering character through", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !steering.test(visibleText(text))));
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => !steering.test(visibleText(String.fromCharCode(...bytes)))),
    );
  });

  it("keeps the line feeds of several lines and nothing else", () => {
    expect(visibleLines("a\nb\r\nc\u001b")).toBe("a\nb␍\nc\\x1B");
  });

  it("shows every byte that counts", () => {
    expect(visibleBytes("a b\tc\r\n\u00e9\u0000")).toBe("a␠b␉c␍␊\\xE9\\x00");
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !steering.test(visibleBytes(text))));
  });
});
