// Builds dist/ from src/. Does nothing when no input changed since the last build; prints the compiler's errors and fails otherwise.
// Usage: node tools/build.mjs [--force]

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { buildPage, pageOutputs } from "./build-page.mjs";
import { filesBelow, projectRoot } from "./project-files.mjs";

const source = join(projectRoot, "src");
const target = join(projectRoot, "dist");
const cache = join(projectRoot, "node_modules", ".cache");
const stampFile = join(cache, "countersign-build.stamp");
const compilerState = join(cache, "countersign.tsbuildinfo");
const settings = [
  "tsconfig.json",
  "tsconfig.build.json",
  "package-lock.json",
  "tools/build.mjs",
  "tools/build-page.mjs",
];

const everything = filesBelow(source);
const page = everything.includes("page/index.html") ? pageOutputs : [];
const sources = everything.filter((file) => !file.startsWith("page/"));
const stamp = fingerprint();
const force = process.argv.includes("--force");
if (!force && missingOutputs().length === 0 && readStamp() === stamp) process.exit(0);
process.exitCode = await build();

async function build() {
  mkdirSync(cache, { recursive: true });
  rmSync(stampFile, { force: true });
  // The incremental compiler does not notice outputs that were deleted behind its back.
  if (force || missingOutputs().length > 0) rmSync(compilerState, { force: true });
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const run = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
    cwd: projectRoot,
    encoding: "utf8",
  });
  copyOtherFiles();
  removeOrphans();
  if (run.status === 0 && page.length > 0) await buildPage();
  if (existsSync(join(target, "main.js"))) chmodSync(join(target, "main.js"), 0o755);
  if (run.status === 0) {
    writeFileSync(stampFile, stamp);
    return 0;
  }
  process.stderr.write(
    `${run.stdout}${run.stderr}${run.error?.message ?? ""}\nbuild failed: the types do not hold\n`,
  );
  return 1;
}

/** Paths, sizes and times of every input: cheap, and different whenever an editor, git or npm wrote one. */
function fingerprint() {
  const inputs = [...everything.map((file) => join("src", file)), ...settings];
  const lines = inputs.map((file) => {
    const facts = statSync(join(projectRoot, file), { throwIfNoEntry: false });
    return `${file} ${facts?.size} ${facts?.mtimeMs}`;
  });
  return createHash("sha256")
    .update([process.version, ...lines].join("\n"))
    .digest("hex");
}

function readStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, "utf8") : null;
}

function missingOutputs() {
  return [...sources.map(outputOf), ...page].filter((file) => !existsSync(join(target, file)));
}

function outputOf(file) {
  return file.replace(/\.ts$/, ".js");
}

/** Pages, styles and other files that the compiler leaves alone. */
function copyOtherFiles() {
  for (const file of sources.filter((name) => !name.endsWith(".ts"))) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    copyFileSync(join(source, file), join(target, file));
  }
}

/** Outputs whose source is gone would go on being imported and packed. */
function removeOrphans() {
  const expected = new Set([...sources.map(outputOf), ...page]);
  for (const file of filesBelow(target)) {
    if (!expected.has(file.replace(/\.d\.ts$/, ".js"))) rmSync(join(target, file), { force: true });
  }
}
