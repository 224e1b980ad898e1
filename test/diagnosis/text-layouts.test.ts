import { describe, expect, it } from "vitest";
import {
  encodedLayouts,
  lineLayouts,
  readableLayout,
  requestLayouts,
} from "../../src/diagnosis/text-layouts.ts";

const text = "GET\n/\n\nhost:a\n\nhost\nhash";
const laid = (words: string, sample: string = text): string | undefined =>
  [...lineLayouts, ...encodedLayouts, ...requestLayouts]
    .find((layout) => layout.words === words)
    ?.lay(sample);

describe("text layouts", () => {
  it("each give another text", () => {
    const all = [...lineLayouts, ...encodedLayouts].map(({ lay }) => lay(text));
    expect(new Set([...all, text]).size).toBe(all.length + 1);
  });

  it("join and end lines", () => {
    expect(laid("with CR LF between its lines", "a\nb")).toBe("a\r\nb");
    expect(laid("with a line feed behind its last line", "a\nb")).toBe("a\nb\n");
    expect(laid("with a backslash and the letter n between its lines", "a\nb")).toBe("a\\nb");
  });

  it("encode characters, not bytes", () => {
    expect(laid("in UTF-16 (little-endian)", "\u00c3\u00a9")).toBe("\u00e9\0");
    expect(laid("in UTF-16 (big-endian)", "a")).toBe("\0a");
    expect(laid("in UTF-16 (little-endian) with a byte order mark", "a")).toBe("\u00ff\u00fea\0");
  });

  it("take the empty line behind the headers away", () => {
    expect(laid("without the empty line behind its headers, wherever it stands")).toBe(
      "GET\n/\n\nhost:a\nhost\nhash",
    );
  });
});

describe("readableLayout", () => {
  it("gives UTF-16 back as the text it spells, and any other text as it is", () => {
    for (const { words, lay } of encodedLayouts.filter((layout) => layout.words.includes("UTF-16")))
      expect(readableLayout(lay("x-amz-security-token:secret\n\u00c3\u00a9")), words).toBe(
        "x-amz-security-token:secret\n\u00c3\u00a9",
      );
    expect(readableLayout(text)).toBe(text);
    expect(readableLayout("a\0b")).toBe("a\0b");
  });
});
