// Completions for shells, written from the outline of the program.
import type { CommandOutline, OptionOutline } from "./command-outline.ts";

/** Shells that have completions. */
export const completionShells = ["bash", "zsh", "fish"] as const;
export type CompletionShell = (typeof completionShells)[number];

/** The script for a shell. */
export function completionScript(program: CommandOutline, shell: CompletionShell): string {
  const write = { bash: bashScript, zsh: zshScript, fish: fishScript };
  return write[shell](program);
}

/** Values that are paths. */
const paths: ReadonlySet<string> = new Set(["file", "folder", "target"]);

function bashScript(program: CommandOutline): string {
  const options = [...new Map(allOptions(program).map((option) => [option.long, option])).values()];
  const chosen = options.filter(({ choices }) => choices.length > 0);
  const valued = options.filter(({ value, choices }) => value !== null && choices.length === 0);
  const words = ({ options: own, commands }: CommandOutline): string =>
    [...commands.map(({ name }) => name), ...own.map(({ long }) => long)].join(" ");
  return `# Completions of countersign for bash: eval "$(countersign completion bash)"
_countersign() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" command="" word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ "$word" == "--" ]]; then
      if declare -F _command_offset >/dev/null; then _command_offset $((i + 1)); else COMPREPLY=($(compgen -c -- "$cur")); fi
      return
    fi
    if [[ -z "$command" && "$word" != -* ]]; then command="$word"; fi
  done
  case "$prev" in
${chosen.map(({ long, choices }) => `    ${long}) COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$cur")); return ;;`).join("\n")}
    ${valued.map(({ long }) => long).join("|")}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  case "$command" in
    "") COMPREPLY=($(compgen -W "${words(program)}" -- "$cur")) ;;
${program.commands.map((command) => `    ${command.name}) COMPREPLY=($(compgen -W "${words(command)}" -- "$cur")) ;;`).join("\n")}
  esac
  if [[ -n "$command" && "$cur" != -* ]]; then COMPREPLY+=($(compgen -f -- "$cur")); fi
}
complete -o filenames -F _countersign countersign
`;
}

function zshScript(program: CommandOutline): string {
  const argument = (option: OptionOutline): string => {
    if (option.value === null) return "";
    if (option.choices.length > 0) return `:${option.value}:(${option.choices.join(" ")})`;
    return paths.has(option.value) ? `:${option.value}:_files` : `:${option.value}: `;
  };
  const spec = (option: OptionOutline): string =>
    singleQuoted(`*${option.long}[${brackets(option.description)}]${argument(option)}`);
  const rest = ({ commands, startsPrograms }: CommandOutline): string => {
    if (startsPrograms) return "'*:::command:_normal'";
    return commands.length > 0
      ? `'1:subcommand:(${commands.map(({ name }) => name).join(" ")})'`
      : "'*:file:_files'";
  };
  const cases = program.commands.map(
    (command) =>
      `    ${command.name})\n      _arguments${command.startsPrograms ? ' -S -A "-"' : ""} ${[...command.options.map(spec), rest(command)].join(" \\\n        ")} ;;`,
  );
  const listed = program.commands.map(
    ({ name, description }) => `    ${singleQuoted(`${name}:${description.replaceAll(":", "\\:")}`)}`,
  );
  return `#compdef countersign
# Completions of countersign for zsh: eval "$(countersign completion zsh)"
_countersign() {
  local -a listed
  listed=(
${listed.join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe 'command' listed
    return
  fi
  local command="$words[2]"
  shift words
  ((CURRENT--))
  case "$command" in
${cases.join("\n")}
  esac
}
# A file of fpath is the function itself when it is first asked.
if [[ "\${funcstack[1]}" == _countersign ]]; then
  _countersign "$@"
else
  compdef _countersign countersign
fi
`;
}

function fishScript(program: CommandOutline): string {
  const option = (condition: string, { long, short, value, choices, description }: OptionOutline): string =>
    [
      `complete -c countersign -n ${singleQuoted(condition)} -l ${long.replace(/^--/, "")}`,
      ...(short === null ? [] : [`-s ${short.replace("-", "")}`]),
      ...(value === null ? [] : [paths.has(value) && choices.length === 0 ? "-r -F" : "-x"]),
      ...(choices.length > 0 ? [`-a ${singleQuoted(choices.join(" "))}`] : []),
      `-d ${singleQuoted(description)}`,
    ].join(" ");
  const lines = program.commands.flatMap((command) => {
    const within = `__fish_seen_subcommand_from ${command.name}`;
    return [
      `complete -c countersign -n __fish_use_subcommand -f -a ${command.name} -d ${singleQuoted(command.description)}`,
      ...command.commands.map(
        ({ name, description }) =>
          `complete -c countersign -n ${singleQuoted(within)} -f -a ${name} -d ${singleQuoted(description)}`,
      ),
      ...command.options.map((one) => option(within, one)),
    ];
  });
  const starting = program.commands.filter(({ startsPrograms }) => startsPrograms).map(({ name }) => name);
  return `# Completions of countersign for fish: countersign completion fish | source
function __countersign_program
    set -l words (commandline -opc)
    contains -- -- $words; and __fish_seen_subcommand_from ${starting.join(" ")}
end
function __countersign_complete_program
    set -l words (commandline -opc) (commandline -ct)
    set -l first (math (contains -i -- -- $words) + 1)
    complete -C (string join -- ' ' (string escape -- $words[$first..-2]) $words[-1])
end
complete -c countersign -n __countersign_program -x -a '(__countersign_complete_program)'
${[...program.options.map((one) => option("__fish_use_subcommand", one)), ...lines].join("\n")}
`;
}

function allOptions({ options, commands }: CommandOutline): readonly OptionOutline[] {
  return [...options, ...commands.flatMap(allOptions)];
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Brackets and colons have a meaning in what _arguments reads. */
function brackets(text: string): string {
  return text.replace(/[[\]:]/g, "\\$&");
}
