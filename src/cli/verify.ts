// The `verify` command: whether the seal of an evidence file or bundle holds, and where it first does not.
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { startsAsBundle } from "../evidence/bundle-reader.ts";
import { publicKeyOf } from "../evidence/chain.ts";
import { verifyBundle } from "../evidence/verify-bundle.ts";
import type { SealCheck } from "../evidence/verify-evidence.ts";
import { verifyEvidence } from "../evidence/verify-evidence.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { visibleText } from "../report/visible-text.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";

/** Declares `verify`. */
export function verifyCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("verify")
    .description("check the seal of an evidence file or bundle, and name the first record that is wrong")
    .argument("<file...>", "evidence files and bundles");
  withSettings(command, ["key", "json"], context, async (settings, files) => {
    const pinned = settings.key === null ? null : keyFile(resolve(context.workingFolder, settings.key));
    let status = 0;
    for (const file of files) {
      const check = checked(resolve(context.workingFolder, file), pinned);
      if ("code" in check && files.length === 1) throw check;
      const [code, text] = toldOf(file, check, settings.json);
      status = Math.max(status, code);
      context.output.out(text);
    }
    return status;
  }).addHelpText("after", help);
}

/** What the check of one file gave: of several, one that cannot be read must not hide the others. */
function checked(path: string, pinned: Parameters<typeof verifyBundle>[1]): SealCheck | CountersignError {
  try {
    return startsAsBundle(firstBytes(path)) ? verifyBundle(path, pinned) : verifyEvidence(path, pinned);
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
}

function toldOf(
  file: string,
  check: SealCheck | CountersignError,
  json: boolean,
): readonly [exitStatus: number, text: string] {
  if ("holds" in check)
    return [check.holds ? 0 : 1, json ? JSON.stringify({ file, ...check }) : checkText(file, check)];
  const { code, message } = check;
  if (json) return [2, JSON.stringify({ file, error: { code, message } })];
  return [2, `${visibleText(file)}: ${visibleText(message)} (${code})`];
}

const help = `
The seal shows changes made since the records were written by anyone who does not hold the key; docs/evidence.md says what it does
not show. Without --key, compare the key it names with what its sender tells you.
Exit status: 0 the seal holds, 1 it does not, 2 the file cannot be read.

Examples:
  $ countersign verify incident.bundle
  $ countersign verify --key alice.pem --json incident.bundle`;

function firstBytes(path: string): Uint8Array {
  try {
    const fd = openSync(path, "r");
    try {
      const bytes = Buffer.alloc(512);
      return bytes.subarray(0, readSync(fd, bytes, 0, 512, 0));
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw new CountersignError("ERR_FILE_UNREADABLE", `${path} cannot be read`, {
      hint: "check its path and permissions",
      cause,
    });
  }
}

function keyFile(path: string): NonNullable<ReturnType<typeof publicKeyOf>> {
  let pem = "";
  try {
    pem = readFileSync(path, "utf8");
  } catch (cause) {
    throw new CountersignError("ERR_FILE_UNREADABLE", `the key ${path} cannot be read`, { cause });
  }
  const key = publicKeyOf(pem);
  if (key === null)
    throw new CountersignError("ERR_OPTION_INVALID", `--key: ${path} holds no Ed25519 public key`);
  return key;
}

/** What a check found, in lines for people. */
export function checkText(file: string, check: SealCheck): string {
  const { holds, problem, records, unsignedTail, underWay, running, keyId, head } = check;
  const name = visibleText(file);
  if (!holds) return `${name}: the seal does not hold: ${visibleText(problem ?? "")}`;
  const lines = [
    `${name}: the seal holds: ${records} records, key ${visibleText(keyId ?? "")}, head ${head}`,
  ];
  if (unsignedTail > 0)
    lines.push(
      `  the last ${unsignedTail} are chained but not signed${running ? " yet: a run still writes to the file" : ": the run did not end by itself"}`,
    );
  if (underWay > 0)
    lines.push(
      `  ${underWay} requests ${running ? "are under way" : "were under way when the run ended"}; they are not part of the chain`,
    );
  return lines.join("\n");
}
