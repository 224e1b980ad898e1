// Writes unseen cases to a temporary folder and measures countersign on them.
// Usage: npm run accuracy [-- --seed N --count K --kinds single,pair,…]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "countersign-cases-"));
try {
  run(script("generate.mjs"), ["--out", folder, ...process.argv.slice(2)]);
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  process.exitCode = run(
    script("measure.mjs"),
    files.map((name) => join(folder, name)),
  );
} finally {
  rmSync(folder, { recursive: true });
}

function run(file, given) {
  return spawnSync(process.execPath, [file, ...given], { stdio: "inherit" }).status ?? 1;
}
