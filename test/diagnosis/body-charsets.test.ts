import { expect, it } from "vitest";
import { charsetSpellings } from "../../src/diagnosis/body-charsets.ts";

const utf8 = (text: string): string => Buffer.from(text).toString("latin1");
const named = (bytes: string, signed: string): string | undefined =>
  [...charsetSpellings(bytes)].find(([spelt]) => spelt === signed)?.[1];

it("turns UTF-8 into the charsets that signers hash", () => {
  expect(named(utf8("Gr\u00fc\u00dfe"), "Gr\u00fc\u00dfe")).toBe("Latin-1 (binary)");
  expect(named(utf8("10 \u20ac"), "10 \u0080")).toBe("Windows-1252");
  expect(named(utf8("10 \u20ac"), "10 ?")).toBe("Latin-1 with question marks");
  expect(named(utf8("10 \u20ac"), "10 \u00ac")).toBe("Latin-1 (binary)");
  expect(named(utf8("Gr\u00fc\u00dfe"), "Gr??e")).toBe("ASCII with question marks");
  expect(named(utf8("\u00fc"), "\u00fc\u0000")).toBe("UTF-16LE");
  expect(named(utf8("\u00fc"), "\u0000\u00fc")).toBe("UTF-16BE");
  expect(named(utf8("\u00fc"), utf8(utf8("\u00fc")))).toBe("UTF-8 twice");
});

it("knows what becomes of characters beyond the basic plane", () => {
  expect(named(utf8("\u{1f600}"), "\u00ed\u00a0\u00bd\u00ed\u00b8\u0080")).toBe("CESU-8");
  expect(named(utf8("\u{1f600}"), utf8("\ufffd\ufffd"))).toBe("UTF-8 with replacement characters");
});

it("turns bytes that are no UTF-8 into UTF-8", () => {
  expect(named("Gr\u00fc\u00dfe", utf8("Gr\u00fc\u00dfe"))).toBe("UTF-8");
  expect(named("10 \u0080", utf8("10 \u20ac"))).toBe("UTF-8 from Windows-1252");
  expect(named("\u00fc", utf8("\ufffd"))).toBe("UTF-8 with replacement characters");
});

it("gives plain ASCII two bytes for each character, and takes them back", () => {
  expect(named("{}", "{\u0000}\u0000")).toBe("UTF-16LE");
  expect(named("{\u0000}\u0000", "{}")).toBe("UTF-8");
});
