// The program: its commands in the order of --help, and the one place where anything thrown becomes a sentence and an exit status.
import { Command, CommanderError } from "commander";
import type { Environment } from "../credentials/load-knowledge.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { CommandContext, CommandDeclaration } from "./command-context.ts";
import { failureOf, failureText } from "./failure.ts";
import type { Output } from "./output.ts";
import { openOutput } from "./output.ts";

/** The surroundings of the process. */
export interface Surroundings {
  readonly environment: Environment;
  readonly workingFolder: string;
  readonly home: string;
  readonly version: string;
}

/** The commands, loaded when they are needed: `explain` does not pay for loading the proxy. */
const commands: Readonly<Record<string, () => Promise<CommandDeclaration>>> = {
  start: async () => (await import("./start.ts")).startCommand,
  run: async () => (await import("./run.ts")).runCommand,
  check: async () => (await import("./check.ts")).checkCommand,
  verify: async () => (await import("./verify.ts")).verifyCommand,
  explain: async () => (await import("./explain.ts")).explainCommand,
  replay: async () => (await import("./replay.ts")).replayCommand,
  compare: async () => (await import("./compare.ts")).compareCommand,
  inspect: async () => (await import("./inspect.ts")).inspectCommand,
  tail: async () => (await import("./tail.ts")).tailCommand,
  export: async () => (await import("./export-command.ts")).exportCommand,
  doctor: async () => (await import("./doctor.ts")).doctorCommand,
  env: async () => (await import("./env.ts")).envCommand,
  endpoint: async () => (await import("./endpoint.ts")).endpointCommand,
  rules: async () => (await import("./rules.ts")).rulesCommand,
  ca: async () => (await import("./ca.ts")).caCommand,
  demo: async () => (await import("./demo-command.ts")).demoCommand,
  mcp: async () => (await import("./mcp.ts")).mcpCommand,
  "upgrade-notes": async () => (await import("./upgrade-notes.ts")).upgradeNotesCommand,
  completion: async () => (await import("./completion.ts")).completionCommand,
};

/** Runs the command line and gives the exit status. Never rejects. */
export async function main(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  hideSigningKeys(argv);
  const output = openOutput(surroundings.environment);
  let status = 0;
  const context: CommandContext = { ...surroundings, output, finish: (result) => (status = result) };
  try {
    const program = await declaredProgram(argv, context);
    await program.parseAsync([...argv]);
  } catch (error) {
    status = reported(error, argv, output);
  }
  await output.close();
  return status;
}

async function declaredProgram(argv: readonly string[], context: CommandContext): Promise<Command> {
  const program = new Command("countersign")
    .description(
      "A local intercepting HTTPS proxy for AWS traffic that proves why a signature does not match.",
    )
    .version(context.version)
    .helpCommand(false)
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText("after", help);
  quieten(program, context);
  await declareCommands(program, argv[2] ?? "", context);
  for (const command of withDescendants(program)) quieten(command, context);
  return program;
}

/** The program with every command, to be described and not run. */
export async function wholeProgram(context: CommandContext): Promise<Command> {
  return declaredProgram([], context);
}

/** Describes the others, so it needs them all. */
const describing = "completion";

/** Only the wanted command is loaded; a word that is no command needs the others' names alone, for "did you mean". */
async function declareCommands(program: Command, wanted: string, context: CommandContext): Promise<void> {
  const known = wanted !== describing && Object.hasOwn(commands, wanted);
  const all = wanted === "" || wanted.startsWith("-") || wanted === describing;
  for (const [name, load] of Object.entries(commands)) {
    if (known ? name === wanted : all) (await load())(program, context);
    else program.command(name, { hidden: known });
  }
}

const help = `
Examples:
  $ countersign demo                                 see the whole job, without AWS or credentials
  $ countersign run -- aws s3 ls                     one command with its AWS traffic examined
  $ countersign check -- npm test                    a signer of your own, tried against the sandbox
  $ countersign start                                a proxy for the traffic of other terminals
  $ countersign explain request.http                 a captured request, offline

Every option is also an environment variable (COUNTERSIGN_PORT) and a key of countersign.config.json ({"port": 8080}).
Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or configuration, 3 a port or file is taken.`;

/** commander throws instead of exiting, and writes through our streams. */
function quieten(command: Command, { output, environment }: CommandContext): void {
  command.exitOverride();
  command.configureOutput({
    writeOut: (text) => output.out(text.replace(/\n$/, "")),
    writeErr: () => undefined,
    getOutHelpWidth: () => process.stdout.columns ?? (Number(environment.COLUMNS) || 100),
  });
}

function withDescendants(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withDescendants)];
}

function reported(error: unknown, argv: readonly string[], output: Output): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (error instanceof CommanderError && /^commander\.help/.test(error.code)) return shownHelp(output);
  const failure = failureOf(error instanceof CommanderError ? usageError(error) : error);
  output.err(failureText(failure, argv.includes("--json")));
  return failure.exitStatus;
}

function usageError(error: CommanderError): CountersignError {
  const [first = "", ...more] = error.message.replace(/^error: /, "").split("\n");
  const hint =
    more.join(" ").replace(/^\(|\)$/g, "") || "countersign --help, or --help behind a command, tells more";
  return new CountersignError("ERR_USAGE", first, { hint });
}

function shownHelp(output: Output): number {
  output.err("countersign: name a command; countersign --help lists them (ERR_USAGE)");
  return 2;
}

/** Other users of the machine see the arguments of a process: a title takes their place when one of them is a key. */
function hideSigningKeys(argv: readonly string[]): void {
  if (argv.some((word) => word.startsWith("--signing-key"))) process.title = "countersign";
}
