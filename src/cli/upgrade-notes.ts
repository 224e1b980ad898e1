// The `upgrade-notes` command: what changed since a version, from the changelog that the package carries.
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";

/** Declares `upgrade-notes`. */
export function upgradeNotesCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("upgrade-notes")
    .description("what changed since a version, from the changelog of this one")
    .option("--since <version>", "the version before the upgrade (default: the notes of this version alone)");
  withSettings(command, [], context, async () => {
    const { since } = command.opts<{ readonly since?: string }>();
    const changelog = readFileSync(new URL("../../CHANGELOG.md", import.meta.url), "utf8");
    context.output.out(notesSince(changelog, since ?? null, context.version));
    return 0;
  }).addHelpText("after", help);
}

const help = `
Examples:
  $ countersign upgrade-notes                    what this version brought
  $ countersign upgrade-notes --since 0.1.0      everything that came after 0.1.0`;

/** The sections of a changelog newer than `since`; without it the section of `version`. Throws ERR_OPTION_INVALID for no version. */
export function notesSince(changelog: string, since: string | null, version: string): string {
  if (since !== null && parseVersion(since) === null)
    throw new CountersignError(
      "ERR_OPTION_INVALID",
      `--since: ${JSON.stringify(since.slice(0, 40))} is no version`,
      {
        hint: "write it as 0.1.0",
      },
    );
  const sections = changelog.split(/^(?=## )/m).slice(1);
  const wanted = sections.filter((section) => {
    const own = /^## v?(\S+)/.exec(section)?.[1] ?? "";
    return since === null ? own === version : isNewer(own, since);
  });
  if (wanted.length > 0) return wanted.map((section) => section.trimEnd()).join("\n\n");
  return since === null ? `No notes of ${version}.` : `Nothing newer than ${since}: this is ${version}.`;
}

/** Major, minor, patch, and whether it is a release: a pre-release comes before its release. */
function parseVersion(text: string): readonly number[] | null {
  const [, major, minor, patch, before] = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-[\w.]+)?$/.exec(text) ?? [];
  return major === undefined ? null : [major, minor, patch].map(Number).concat(before === undefined ? 1 : 0);
}

function isNewer(text: string, than: string): boolean {
  const [own, other] = [parseVersion(text), parseVersion(than)];
  if (own === null || other === null) return false;
  const at = own.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (own[at] ?? 0) > (other[at] ?? 0);
}
