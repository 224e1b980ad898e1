import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeOptions, preloadFile } from "../../src/cli/node-options.ts";
import { testFolder } from "../support/piped-countersign.ts";

test("the preload stands in front of what was there, and once", () => {
  expect(nodeOptions("", "/p.cjs")).toBe("--require=/p.cjs");
  expect(nodeOptions("--inspect", "/p.cjs")).toBe("--require=/p.cjs --inspect");
  expect(nodeOptions("--require=/p.cjs --inspect", "/p.cjs")).toBe("--require=/p.cjs --inspect");
});

test("the file is there", () => {
  expect(existsSync(preloadFile)).toBe(true);
});

test("Node.js reads a path with blanks, quotes and backslashes", () => {
  const folder = join(testFolder("node-options"), 'a "b" \\c');
  mkdirSync(folder);
  const file = join(folder, "p.cjs");
  writeFileSync(file, "process.stdout.write('loaded ')");
  const run = spawnSync(process.execPath, ["-e", "process.stdout.write('run')"], {
    env: { NODE_OPTIONS: nodeOptions("", file) },
    encoding: "utf8",
  });
  expect(run.stdout).toBe("loaded run");
});
