// The manual page, countersign(1), written from the outline of the program.
import type { CommandOutline, OptionOutline } from "./command-outline.ts";

/** The page in the man macros of roff. */
export function manualPage(program: CommandOutline, version: string): string {
  const commands = program.commands.flatMap((command) => commandPart(command, program.name));
  return `${[
    `.TH COUNTERSIGN 1 "" ${quoted(`countersign ${version}`)} "User Commands"`,
    ".SH NAME",
    `countersign ${String.raw`\-`} prove why an AWS signature does not match`,
    ".SH SYNOPSIS",
    ".B countersign",
    ".I command",
    plain("[options]"),
    ".SH DESCRIPTION",
    plain(program.description),
    ".PP",
    plain(
      "Every option is also an environment variable (COUNTERSIGN_PORT for --port) and a key of countersign.config.json in the working folder.",
    ),
    ".SH COMMANDS",
    ...commands,
    ".SH EXIT STATUS",
    ...statuses.flatMap(([status, words]) => [".TP", `.B ${status}`, plain(words)]),
    ".SH FILES",
    ...files.flatMap(([path, words]) => [".TP", `.I ${plain(path)}`, plain(words)]),
    ".SH SEE ALSO",
    plain("aws(1), curl(1)"),
  ].join("\n")}\n`;
}

const statuses: readonly (readonly [string, string])[] = [
  ["0", "Nothing at or above --fail-on."],
  ["1", "Findings; a check that fails; a seal that does not hold."],
  ["2", "Usage or configuration."],
  ["3", "A port or file is taken."],
];

const files: readonly (readonly [string, string])[] = [
  ["~/.countersign/certs", "The certificate authority: ca.pem, and its key, readable by its owner alone."],
  ["~/.countersign/evidence", "Evidence of each session, redacted and sealed."],
  ["countersign.config.json", "Options, in the working folder."],
];

function commandPart(command: CommandOutline, parent: string): readonly string[] {
  return [
    `.SS ${plain(`${parent} ${command.name} ${command.usage}`)}`,
    plain(sentence(command.description)),
    ...command.options.filter(({ long }) => long !== "--help").flatMap(optionPart),
    ...command.commands.flatMap((below) => commandPart(below, `${parent} ${command.name}`)),
  ];
}

function optionPart({ long, short, value, description }: OptionOutline): readonly string[] {
  const names = [...(short === null ? [] : [short]), long]
    .map((name) => String.raw`\fB${plain(name)}\fR`)
    .join(", ");
  return [
    ".TP",
    value === null ? names : String.raw`${names} \fI${plain(value)}\fR`,
    plain(sentence(description)),
  ];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Text that roff takes as it stands: no escape, no macro at the beginning of a line, hyphens that can be copied. */
function plain(text: string): string {
  return text
    .replaceAll("\\", String.raw`\e`)
    .replaceAll("-", String.raw`\-`)
    .replace(/^[.']/, String.raw`\&$&`);
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', "")}"`;
}
