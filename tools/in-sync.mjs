// Fails when generating has changed a file that is committed, or made one that is not.

import { spawnSync } from "node:child_process";
import { projectRoot } from "./project-files.mjs";

const generated = ["docs", "src/diagnosis/catalogue.ts"];

const differing = git("diff", "--stat", "--exit-code", "HEAD", "--", ...generated);
const untracked = git("ls-files", "--others", "--exclude-standard", "--", ...generated);
if (differing.status !== 0 || untracked.stdout !== "") {
  process.stdout.write(`${differing.stdout}${differing.stderr}${untracked.stdout}`);
  process.stdout.write("run `npm run generate` and commit what it writes\n");
  process.exitCode = 1;
}

function git(...argv) {
  return spawnSync("git", argv, { cwd: projectRoot, encoding: "utf8" });
}
