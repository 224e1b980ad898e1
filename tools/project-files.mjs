// Where the project is and what files it has: shared by the tools.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's root. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every file below a folder, relative to it, with forward slashes, sorted; empty when there is no such folder. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort(byCodeUnit);
}

/** Writes a file below the root unless it already has that text; says whether it wrote. */
export function writeIfChanged(path, text) {
  const file = join(projectRoot, path);
  if (existsSync(file) && readFileSync(file, "utf8") === text) return false;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return true;
}

/** `path-double-encoded-s3` as `pathDoubleEncodedS3`: the constant a finding's file exports. */
export function constantName(id) {
  return id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function byCodeUnit(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
