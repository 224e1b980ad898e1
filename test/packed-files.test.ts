// What is published, as npm itself lists it: everything the program needs and nothing else.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const files: { path: string; size: number; mode: number }[] = [];
let unpackedBytes = 0;

beforeAll(() => {
  const words = ["pack", "--dry-run", "--json", "--ignore-scripts", "--offline"];
  const { stdout, stderr } = spawnSync("npm", words, { cwd: root, encoding: "utf8" });
  expect(stdout, stderr).not.toBe("");
  const [packed] = JSON.parse(stdout);
  files.push(...packed.files);
  unpackedBytes = packed.unpackedSize;
});

const paths = (): string[] => files.map(({ path }) => path);

describe("the package", () => {
  test("holds the program, the library with its types, the preload, the workers, the pages and the licence", () => {
    for (const path of [
      "dist/main.js",
      "dist/core.js",
      "dist/core.d.ts",
      "dist/script.d.ts",
      "dist/cli/node-preload.cjs",
      "dist/search/search-worker.js",
      "dist/evidence/evidence-worker.js",
      "docs/countersign.1",
      "docs/findings/README.md",
      "certs/README.md",
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
      "package.json",
    ]) {
      expect(paths()).toContain(path);
    }
    expect(files.find(({ path }) => path === "dist/main.js")?.mode).toBe(0o755);
  });

  test("holds nothing else", () => {
    const allowed =
      /^(?:dist\/[\w./-]+\.(?:js|d\.ts|cjs|html|css|svg|mjs)|docs\/findings\/[\w-]+\.md|docs\/countersign\.1|certs\/README\.md|(?:LICENSE|README\.md|CHANGELOG\.md|package\.json))$/;
    expect(paths().filter((path) => !allowed.test(path))).toEqual([]);
    expect(
      paths().filter((path) => /\.(?:pem|key|sqlite|jsonl|tsbuildinfo|map|env)$|(?:^|\/)\.[^/]/.test(path)),
    ).toEqual([]);
  });

  test("names only files that are in it", () => {
    const about = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
    const named = [
      about.man,
      about.bin.countersign,
      about.exports["./core"].types,
      about.exports["./script"].types,
      about.exports["./core"].default,
      ...about.sideEffects,
    ];
    expect(
      named.map((path: string) => path.replace(/^\.\//, "")).filter((path) => !paths().includes(path)),
    ).toEqual([]);
  });

  test("stays small", () => {
    expect(unpackedBytes).toBeLessThan(6 * 1024 * 1024);
  });
});
