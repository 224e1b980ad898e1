import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PostForm } from "../../src/sigv4/post-form.ts";
import { PostFormReader } from "../../src/sigv4/post-form-reader.ts";

function read(text: string, cut = text.length, boundary = "B"): PostForm {
  const reader = new PostFormReader(boundary);
  for (let at = 0; at < text.length; at += cut) reader.add(Buffer.from(text.slice(at, at + cut), "latin1"));
  return reader.end();
}

const part = (name: string, value: string): string =>
  `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (data: string): string =>
  `--B\r\nContent-Disposition: form-data; name="file"; filename="f.bin"\r\n\r\n${data}\r\n`;

describe("PostFormReader", () => {
  it("reads the same form in any cut", () => {
    const tricky = fc.string({ unit: fc.constantFrom("\r", "\n", "-", "B", ":", "x"), maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(tricky, { maxLength: 4 }),
        tricky,
        fc.integer({ min: 1, max: 60 }),
        (values, data, cut) => {
          const fields = values.map((value, index) => part(`f${index}`, value)).join("");
          const text = `${data}\r\n${fields}${file(data)}${part("late", "x")}--B--\r\nepilogue`;
          expect(read(text, cut)).toEqual(read(text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("counts the bytes of a file and keeps none of them", () => {
    const form = read(`${part("key", "a")}${file("z".repeat(5_000_000))}--B--`, 65_536);
    expect(form).toEqual({
      fields: [{ name: "key", value: "a" }],
      file: { fieldsBefore: 1, filename: "f.bin", bytes: 5_000_000 },
    });
  });

  it("leaves out fields that are too long, one alone and all together", () => {
    expect(read(`${part("long", "z".repeat(131_073))}${part("short", "y")}--B--`, 4096).fields).toEqual([
      { name: "short", value: "y" },
    ]);
    const many = part("a", "z".repeat(131_072)).repeat(20);
    expect(read(`${many}--B--`, 65_536).fields).toHaveLength(8);
  });

  it("skips a part whose head does not end", () => {
    expect(read(`--B\r\n${"h".repeat(20_000)}\r\n${part("a", "1")}--B--`, 1000).fields).toEqual([
      { name: "a", value: "1" },
    ]);
  });

  it("takes a second file for a field, and a value without its own line end for an empty one", () => {
    expect(read(`${file("one")}${file("two")}--B--`)).toEqual({
      fields: [{ name: "file", value: "two" }],
      file: { fieldsBefore: 0, filename: "f.bin", bytes: 3 },
    });
    const bare = '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n--B--';
    expect(read(bare).fields).toEqual([{ name: "a", value: "" }]);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const reader = new PostFormReader("B");
        reader.add(bytes);
        return reader.end().fields.length >= 0;
      }),
      { numRuns: 500 },
    );
  });
});
