// The tests mirror the source: src/x/y.ts has test/x/y.test.ts, and no test stands without its source.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Source files without a test file of their own, each with the reason. The list may only get shorter: a file that has
 * its test, or is gone, must leave it.
 */
const exempt: Readonly<Record<string, string>> = {};

/** Tests that look at the whole, not at one source file. */
const whole = /^(?:integration\/|support\/|tools\/|[^/]+\.test\.ts$)/;

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => ending.test(path))
    .sort();
}

const sources = filesBelow("src", /\.tsx?$/);

function testOf(source: string): string {
  return `test/${source.replace(/\.tsx?$/, ".test.ts")}`;
}

/** A file that exports types alone has nothing to run. */
function runs(source: string): boolean {
  const text = readFileSync(join(root, "src", source), "utf8");
  return source === "main.ts" || /^export (?!type |interface |declare )/m.test(text);
}

describe("the layout", () => {
  it("gives every source file its test", () => {
    const without = sources.filter(
      (source) => runs(source) && !existsSync(join(root, testOf(source))) && !(source in exempt),
    );
    expect(without).toEqual([]);
  });

  it("exempts no file that has a test or is gone", () => {
    const needless = Object.keys(exempt).filter(
      (source) => !sources.includes(source) || existsSync(join(root, testOf(source))),
    );
    expect(needless).toEqual([]);
  });

  it("has no test whose source is gone", () => {
    // A folder may hold further tests: of several files together, or one behaviour of a file that has many.
    const folders = new Set(sources.map((source) => source.slice(0, source.lastIndexOf("/") + 1)));
    const lost = filesBelow("test", /\.test\.ts$/)
      .filter((test) => !whole.test(test))
      .filter((test) => !folders.has(test.slice(0, test.lastIndexOf("/") + 1)));
    expect(lost).toEqual([]);
  });

  it("keeps findings as files of their own, one id each", () => {
    const names = sources.filter((source) => source.startsWith("diagnosis/findings/"));
    expect(names.every((name) => /^diagnosis\/findings\/[a-z0-9]+(?:-[a-z0-9]+)+\.ts$/.test(name))).toBe(
      true,
    );
    expect(names.length).toBeGreaterThan(0);
  });
});
