// The `start` command: the proxy until a signal, one line for each request, findings in full.
import type { Command } from "commander";
import type { Examination } from "../diagnosis/examination.ts";
import { incidentWords } from "../diagnosis/incidents.ts";
import { examinationJson } from "../report/examination-json.ts";
import { examinationLine, examinationText } from "../report/examination-text.ts";
import type { Paint } from "../report/paint.ts";
import { summaryText } from "../report/summary.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { paintFor } from "./paint.ts";
import type { Session } from "./session.ts";
import type { SettingName, Settings } from "./settings.ts";

/** The options of a command that opens a session. */
export const sessionOptions: readonly SettingName[] = [
  "port",
  "host",
  "allowRemote",
  "inspectorPort",
  "certs",
  "credentials",
  "defaultCredentials",
  "signingKey",
  "learn",
  "intercept",
  "upstreamProxy",
  "upstreamCa",
  "maxConnections",
  "workers",
  "upstreamCert",
  "upstreamKey",
  "sandbox",
  "resign",
  "endpointMode",
  "log",
  "evidence",
  "keepBodies",
  "evidenceRate",
  "evidenceStrict",
  "evidenceDays",
  "evidenceSize",
  "otlp",
  "metricsPort",
  "script",
  "failOn",
  "json",
];

/** Declares `start`. */
export function startCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("start")
    .description("start the proxy and examine what passes until it is stopped");
  withSettings(command, sessionOptions, context, (settings) => start(settings, context)).addHelpText(
    "after",
    help,
  );
}

const help = `
Point an application at it from another terminal:
  $ eval "$(countersign env)"
  $ aws s3 ls

Examples:
  $ countersign start                                   AWS traffic through http://127.0.0.1:8080
  $ countersign start --sandbox                         no AWS needed: a verifying endpoint answers, nothing leaves the machine
  $ countersign start --intercept localhost:4566        LocalStack or another store beside AWS
  $ countersign start --endpoint-mode                   AWS_ENDPOINT_URL=http://127.0.0.1:8080 for what ignores proxies
  $ countersign start --resign mismatch                 a wrong signature is made right on the way, and reported all the same
  $ countersign start --port 0 --json > seen.jsonl      a free port; one JSON object for each request
  $ countersign start --workers auto                    one process to each core, behind the one port

A request is never held up: examining happens beside the traffic. Stop with Ctrl-C; a second Ctrl-C stops at once.
As a service: SIGTERM stops it, SIGHUP opens the file of --log again after it was moved (logrotate).`;

async function start(settings: Settings, context: CommandContext): Promise<number> {
  const { output } = context;
  process.umask(0o077);
  const stop = stopSignal();
  const { openSession } = await import("./session.ts");
  const { inspectorFor } = await import("./session-inspector.ts");
  const told = settings.json ? jsonLines(context) : textLines(paintFor(output.colour.out), context);
  const onNote = (text: string): void =>
    output.err(settings.json ? JSON.stringify({ event: "note", message: text }) : `note: ${text}`);
  const inspector = inspectorFor(settings, context, onNote);
  const session = await openSession({
    settings,
    context,
    ownAddresses: inspector.ownAddresses,
    underWay: inspector.underWay,
    onExamination: (examination, exchange) => {
      told(examination);
      inspector.add(examination, exchange);
    },
    onNote,
  });
  if (process.stderr.isTTY !== true) process.on("SIGHUP", session.reopenLog);
  const inspectorUrl = await inspector.open(session);
  await announce({ session, settings, inspectorUrl }, context);
  await stop;
  await inspector.close();
  await session.close();
  reportLosses(session, context);
  output.err(summaryLine(session, settings, context));
  return session.tally.fails(settings.failOn ?? "never") ? 1 : 0;
}

/**
 * Resolves at the first SIGINT or SIGTERM, and where standard error is a terminal at SIGHUP, which says that it has closed; the second
 * signal ends the process at once.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    if (process.stderr.isTTY !== true) return;
    process.on("SIGHUP", () => {
      process.once("exit", endByHangUp);
      stop();
    });
  });
}

/** Ends as a program does that never heard of the signal: Node 20 aborts where it puts back the settings of a terminal that is gone. */
function endByHangUp(): void {
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}

interface Announced {
  readonly session: Session;
  readonly settings: Settings;
  readonly inspectorUrl: string | null;
}

/** The one `ready` line, and before it, for people, what to set in the application's terminal. */
async function announce(
  { session, settings, inspectorUrl: inspector }: Announced,
  { output, environment }: CommandContext,
): Promise<void> {
  const ca = session.certificateAuthority.certificateFile;
  const { writeCaBundle } = await import("./ca-bundle.ts");
  const { certificatePem } = session.certificateAuthority;
  const bundle = await writeCaBundle({
    folder: session.certificateFolder,
    certificatePem,
    environment,
    extraFiles: [],
  });
  if (settings.json) {
    const { evidenceFile: evidence } = session;
    output.err(JSON.stringify({ event: "ready", proxy: session.proxyUrl, inspector, ca, evidence }));
    return;
  }
  const endpoint = settings.endpointMode
    ? ["or, for a runtime that ignores proxies:", `  export AWS_ENDPOINT_URL=${session.proxyUrl}`]
    : [];
  const port = session.proxy.port === 8080 ? "" : ` --port ${session.proxy.port}`;
  const lines = [
    "In the application's terminal:",
    `  eval "$(countersign env${port})"`,
    "or, one by one:",
    `  export HTTPS_PROXY=${session.proxyUrl} HTTP_PROXY=${session.proxyUrl}`,
    `  export AWS_CA_BUNDLE=${bundle.file} SSL_CERT_FILE=${bundle.file}`,
    `  export NODE_EXTRA_CA_CERTS=${ca}`,
    ...endpoint,
    ...knowledgeLines(session, settings),
    ...(session.evidenceFile === null ? [] : [`Evidence is kept in ${session.evidenceFile}`]),
    ...(inspector === null ? [] : [`See every request at ${inspector}`]),
    `ready ${session.proxyUrl} (certificate authority: ${ca})`,
  ];
  output.err(lines.join("\n"));
}

function knowledgeLines(session: Session, settings: Settings): string[] {
  const { credentials, signingKeys } = session.knowledge();
  const lines = settings.sandbox ? ["The sandbox answers for AWS: nothing leaves the machine."] : [];
  if (session.exampleCredentials) {
    return [
      ...lines,
      "No credentials found: the sandbox knows AWS's documented example key AKIAIOSFODNN7EXAMPLE.",
    ];
  }
  const known = credentials.length + signingKeys.length;
  if (known > 0)
    return [
      ...lines,
      `Known: ${credentials.map(({ source }) => source).join(", ") || `${signingKeys.length} signing keys`}.`,
    ];
  return [
    ...lines,
    "No credentials known: signatures cannot be verified, the rest is still examined. See --credentials.",
  ];
}

function jsonLines({ output }: CommandContext): (examination: Examination) => void {
  return (examination) => output.out(JSON.stringify(examinationJson(examination, { signature: "short" })));
}

function textLines(paint: Paint, { output }: CommandContext): (examination: Examination) => void {
  return (examination) => {
    const notable = examination.findings.some(({ severity }) => severity !== "note");
    const again = examination.incident ? incidentWords(examination.incident) : "";
    if (again !== "") output.out(`${examinationLine(examination, paint)}  ${paint.dim(again)}`);
    else output.out(notable ? examinationText(examination, paint) : examinationLine(examination, paint));
  };
}

function reportLosses(session: Session, { output }: CommandContext): void {
  const captures = session.proxy.droppedCaptures();
  if (captures > 0) output.err(`note: ${captures} requests passed unexamined because the queue was full`);
  if (output.dropped() > 0)
    output.err(`note: ${output.dropped()} lines were lost because standard output was not read`);
}

function summaryLine(session: Session, settings: Settings, { output }: CommandContext): string {
  const summary = session.tally.summary();
  if (!settings.json) return summaryText(summary, paintFor(output.colour.err));
  return JSON.stringify({
    event: "stopped",
    requests: summary.requests,
    verdicts: Object.fromEntries(summary.verdicts),
  });
}
