// Packs the package, installs the tarball in an empty folder and runs the program from there, as a user would.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "./project-files.mjs";

const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "countersign-packed-"));
try {
  run("npm", ["pack", "--silent", "--pack-destination", folder], projectRoot);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  writeFileSync(join(folder, "package.json"), '{ "name": "try-countersign", "private": true }\n');
  run(
    "npm",
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", `./${tarball}`],
    folder,
  );
  expect(program("--version").trim() === version, `--version is not ${version}`);
  expect(program("rules").includes("content-type-changed"), "rules does not list content-type-changed");
  expect(
    program("endpoint", "--json", "sts.amazonaws.com").includes('"signingName":"sts"'),
    "endpoint does not know sts",
  );
  const library =
    'import { parse } from "countersign/core"; console.log(parse({ method: "GET", url: "https://x/", headers: {} }).refused);';
  const parsed = run(process.execPath, ["--input-type=module", "-e", library], folder);
  expect(parsed.trim() === "absent", `countersign/core parses ${parsed}`);
  expect(
    existsSync(join(folder, "node_modules/countersign/dist/page/page.js")),
    "the inspector's page is not in the package",
  );
  process.stdout.write(`${tarball} installs and runs\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function program(...argv) {
  return run(join(folder, "node_modules/.bin/countersign"), argv, folder);
}

function run(command, argv, cwd) {
  const ended = spawnSync(command, argv, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  expect(ended.status === 0, `${command} ${argv.join(" ")}: ${ended.error?.message ?? ended.stderr}`);
  return ended.stdout;
}

function expect(holds, complaint) {
  if (!holds) throw new Error(complaint);
}
