// The `run` command: a session, a command whose AWS traffic goes through it, and what was seen, told after the command ended.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import type { Summary } from "../report/summary.ts";
import { revealSecret } from "../sigv4/secret.ts";
import { writeCaBundle } from "./ca-bundle.ts";
import { noCallText, recognisedClients } from "./child-clients.ts";
import type { ExampleCredentials } from "./child-environment.ts";
import { applyChildEnvironment, childEnvironment } from "./child-environment.ts";
import { runChild } from "./child-process.ts";
import { programWords } from "./child-program.ts";
import type { PreparedS3cmd } from "./child-s3cmd.ts";
import { prepareS3cmd } from "./child-s3cmd.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { noEndpointCallText } from "./endpoint-advice.ts";
import { endpointEnvironment } from "./endpoint-environment.ts";
import { makeJavaTrustStore } from "./java-trust-store.ts";
import { preloadFile } from "./node-options.ts";
import { paintFor } from "./paint.ts";
import { makePhpIniFolder } from "./php-ini.ts";
import { openReportFiles } from "./report-files.ts";
import type { RunRecord } from "./run-record.ts";
import { openRunRecord } from "./run-record.ts";
import type { Session, SessionOptions } from "./session.ts";
import { openSession } from "./session.ts";
import { inspectorFor } from "./session-inspector.ts";
import type { Settings } from "./settings.ts";
import { sessionOptions } from "./start.ts";

/** Longest wait for examinations under way after the command has ended, in milliseconds. */
const settleDeadlineMs = 10_000;

/** Declares `run`. */
export function runCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("run")
    .description("run a command with its AWS traffic going through countersign, then tell what was seen")
    .argument("<command...>", "the command and its arguments, after --")
    .passThroughOptions();
  withSettings(command, [...sessionOptions, "report"], context, (settings, words) =>
    runWithin(settings, words, context),
  );
  command.addHelpText("after", help);
}

const help = `
The command gets the proxy and the certificate in its environment, in the way its runtime reads them; nothing is
installed and nothing stays behind. Its exit status is passed on, unless it is 0 and --fail-on finds something: then 1.

Examples:
  $ countersign run -- aws s3 ls
  $ countersign run --sandbox -- python3 upload.py
  $ countersign run --sandbox --report sarif=found.sarif --report junit=found.xml -- ./test-my-signer.sh
  $ countersign run --endpoint-mode -- node upload.js   for a runtime that ignores proxies: AWS_ENDPOINT_URL leads it here
  $ countersign run --fail-on warning --log seen.jsonl -- ./deploy.sh
  $ countersign run --intercept localhost:4566 -- aws --endpoint-url http://localhost:4566 sqs list-queues`;

/** Runs a command within a session and gives the exit status; `gate` may fail what ended with 0 and reached no level of --fail-on. */
export async function runWithin(
  settings: Settings,
  command: readonly string[],
  context: CommandContext,
  gate: (summary: Summary) => string | null = () => null,
): Promise<number> {
  const { output } = context;
  const note = (text: string): void => output.err(`countersign: ${text}`);
  const record = openRunRecord({ json: settings.json, paint: paintFor(output.colour.err), output });
  const reports = openReportFiles(settings.report, { ...context, note });
  const s3cmd = prepareS3cmd({ command, environment: context.environment, home: context.home }, note);
  const folder = await mkdtemp(join(tmpdir(), "countersign-"));
  // A command ends soon: its page is there only for those who ask for it.
  const inspector = inspectorFor(
    { ...settings, inspectorPort: settings.inspectorPort ?? "off" },
    context,
    note,
  );
  try {
    const session = await openOnFreePort({
      settings: { ...settings, upstreamProxy: upstreamProxy(settings, s3cmd, note) },
      context,
      furtherCredentials: settings.defaultCredentials ? (s3cmd?.credentials ?? []) : [],
      onNote: note,
      ownAddresses: inspector.ownAddresses,
      underWay: inspector.underWay,
      onExamination: (examination, exchange) => {
        record.add(examination);
        reports.add(examination);
        inspector.add(examination, exchange);
      },
    });
    const page = await inspector.open(session);
    if (page !== null) note(`see every request at ${page}`);
    const parts: RunParts = { settings, command, context, session, s3cmd, folder, note };
    let status: number;
    try {
      status = await runInSession(parts);
      // The last captures are handed over a turn after their traffic: let them arrive before waiting for examinations.
      await new Promise((arrived) => setImmediate(() => setImmediate(arrived)));
      await session.settled(settleDeadlineMs);
    } finally {
      await inspector.close();
      await session.close();
    }
    const told = await tellRun(parts, record, status);
    await reports.close();
    const complaint = gate(session.tally.summary());
    if (complaint !== null) note(complaint);
    return told === 0 && complaint !== null ? 1 : told;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The port that nobody chose: a command does not care which one it gets, so a taken one is no reason to fail. */
const usualPort = 8080;

async function openOnFreePort(options: SessionOptions): Promise<Session> {
  try {
    return await openSession(options);
  } catch (error) {
    const taken = error instanceof CountersignError && error.code === "ERR_PORT_IN_USE";
    if (!taken || options.settings.port !== usualPort) throw error;
    options.onNote(`port ${usualPort} is taken, so this run uses a free one`);
    return openSession({ ...options, settings: { ...options.settings, port: 0 } });
  }
}

interface RunParts {
  readonly settings: Settings;
  readonly command: readonly string[];
  readonly context: CommandContext;
  readonly session: Session;
  readonly s3cmd: PreparedS3cmd | null;
  /** A folder of this run alone, removed at its end. */
  readonly folder: string;
  /** Takes a sentence for people. */
  readonly note: (text: string) => void;
}

/** Runs the command and gives its status: its own or 128 + n. Rejects when it does not start. */
async function runInSession(parts: RunParts): Promise<number> {
  const { session, s3cmd, note } = parts;
  const parent = parts.context.environment;
  try {
    const bundleFile = await bundle(parts);
    const s3cmdConfiguration = s3cmd?.open({ proxyUrl: session.proxyUrl, bundleFile }) ?? null;
    const child = parts.settings.endpointMode
      ? endpointEnvironment({
          endpointUrl: session.proxyUrl,
          parent,
          exampleCredentials: exampleCredentials(parts),
        })
      : childEnvironment({
          proxyUrl: session.proxyUrl,
          certificateFile: session.certificateAuthority.certificateFile,
          bundleFile,
          parent,
          command: parts.command,
          intercept: parts.settings.intercept,
          s3cmdConfiguration,
          nodePreload: preloadFile,
          javaTrustStore: await javaTrustStore(parts),
          phpIniFolder: await makePhpIniFolder(parts.folder, bundleFile),
          exampleCredentials: exampleCredentials(parts),
        });
    for (const text of child.notes) note(text);
    const command = s3cmd?.command() ?? parts.command;
    return await runChild({ command, environment: applyChildEnvironment(parent, child) });
  } finally {
    s3cmd?.close();
  }
}

async function bundle({ session, context, s3cmd, folder, note }: RunParts): Promise<string> {
  const { file, notes } = await writeCaBundle({
    folder,
    certificatePem: session.certificateAuthority.certificatePem,
    environment: context.environment,
    extraFiles: s3cmd?.caFiles ?? [],
  });
  for (const text of notes) note(text);
  return file;
}

/** A trust store for a command that shows a JVM; without keytool the command trusts what it trusted before. */
async function javaTrustStore({ session, command, context, folder, note }: RunParts): Promise<string | null> {
  if (!recognisedClients(command).some((client) => client.isJava)) return null;
  const { certificateFile } = session.certificateAuthority;
  const { file, withRoots } = await makeJavaTrustStore(folder, certificateFile, context.environment);
  if (file === null)
    note("there is no keytool to make a trust store with: the Java program will not trust countersign.");
  else if (!withRoots)
    note("this Java's own certificates were not found: its program trusts AWS hosts only.");
  return file;
}

/** The sandbox's example credentials for a command that has none; a key of its own in the environment stays. */
function exampleCredentials({ session, context }: RunParts): ExampleCredentials | null {
  const [known] = session.knowledge().credentials;
  if (!session.exampleCredentials || known === undefined || context.environment.AWS_ACCESS_KEY_ID)
    return null;
  return { accessKeyId: known.accessKeyId, secretAccessKey: revealSecret(known.secretAccessKey) };
}

/** The proxy of s3cmd's configuration takes effect behind countersign, unless one was chosen. */
function upstreamProxy(
  settings: Settings,
  s3cmd: PreparedS3cmd | null,
  note: (text: string) => void,
): string | null {
  const own = s3cmd?.upstreamProxy ?? null;
  if (settings.upstreamProxy !== null || own === null || settings.sandbox) return settings.upstreamProxy;
  note(`s3cmd's own proxy (${own}) is used behind countersign.`);
  return own;
}

async function tellRun(parts: RunParts, record: RunRecord, childStatus: number): Promise<number> {
  const { settings, command, session, note } = parts;
  await record.tell();
  if (record.requests() === 0) {
    const text = settings.endpointMode ? noEndpointCallText : noCallText;
    note(text(command, session.proxyUrl, await programWords(command, parts.context)));
  }
  const dropped = session.proxy.droppedCaptures();
  if (dropped > 0)
    note(`${dropped} requests were forwarded without being looked at: more came than could be kept.`);
  return childStatus === 0 && session.tally.fails(settings.failOn ?? "error") ? 1 : childStatus;
}
