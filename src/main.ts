#!/usr/bin/env node
// The program: declares every command, runs one, and turns its result into the exit status.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { main } from "./cli/program.ts";

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
