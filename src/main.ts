#!/usr/bin/env node
// The program: declares every command, runs one, and turns its result into the exit status.
import { readFileSync, writeSync } from "node:fs";
import { homedir } from "node:os";
import { failureOf, failureText } from "./cli/failure.ts";
import { main } from "./cli/program.ts";

// What nobody caught: a sentence instead of a stack trace, and an end, because nothing is certain any more.
process.on("uncaughtException", (error) => {
  writeSync(2, `${failureText(failureOf(error), process.argv.includes("--json"))}\n`);
  process.exit(2);
});

const status = await main(process.argv, {
  environment: process.env,
  workingFolder: process.cwd(),
  home: process.env.HOME ?? homedir(),
  version: version(),
});
process.exit(status);

function version(): string {
  const about: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return typeof about === "object" && about !== null && "version" in about
    ? String(about.version)
    : "unknown";
}
