// A session: certificate authority, credentials, search pool, sandbox and proxy opened together, wired, and closed in order.
// `start` and `run` differ only in what they do with its examinations.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { loadKnowledge } from "../credentials/load-knowledge.ts";
import type { ProfileResolver } from "../credentials/profile-resolver.ts";
import { profileResolver } from "../credentials/profile-resolver.ts";
import { bodyWatch, switchedWatch } from "../diagnosis/body-watch.ts";
import type { Examination } from "../diagnosis/examination.ts";
import { exampleKnowledge } from "../diagnosis/example.ts";
import { openIncidents } from "../diagnosis/incidents.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import type { ExaminationLog } from "../log/examination-log.ts";
import { openExaminationLog } from "../log/examination-log.ts";
import type { CertificateAuthority } from "../proxy/certificate-authority.ts";
import { expiryWarning, openCertificateAuthority } from "../proxy/certificate-authority.ts";
import type { OwnAddress } from "../proxy/own-addresses.ts";
import type { ProxyEvent } from "../proxy/proxy-event.ts";
import type { ProxyOptions, RunningProxy } from "../proxy/running-proxy.ts";
import { openProxy } from "../proxy/running-proxy.ts";
import { examinationJson } from "../report/examination-json.ts";
import { openSearchPool } from "../search/search-pool.ts";
import type { Knowledge, KnownCredentials } from "../sigv4/known-credentials.ts";
import { certificateFolder } from "./certificate-folder.ts";
import type { CommandContext } from "./command-context.ts";
import type { ExaminationFlow } from "./examination-flow.ts";
import { openExaminationFlow } from "./examination-flow.ts";
import { checkListening } from "./listening-rules.ts";
import type { SessionEvidence } from "./session-evidence.ts";
import { openSessionEvidence } from "./session-evidence.ts";
import type { SessionReceivers } from "./session-receivers.ts";
import { openReceivers } from "./session-receivers.ts";
import { sessionEndpoint, signingDecider, signingNote } from "./session-signing.ts";
import type { Settings } from "./settings.ts";
import type { Tally } from "./tally.ts";
import { openTally } from "./tally.ts";
import { clientCertificate, pemTexts, upstreamProxySettings } from "./upstream-settings.ts";

/** What a session is opened with. */
export interface SessionOptions {
  readonly settings: Settings;
  readonly context: CommandContext;
  /** Credentials of a client's own configuration, known beside the usual ones. */
  readonly furtherCredentials?: readonly KnownCredentials[];
  /** Takes each examination with the exchange it is about. */
  readonly onExamination: (examination: Examination, exchange: CapturedExchange) => void;
  /** Further addresses of countersign itself, which no traffic may reach. */
  readonly ownAddresses?: () => readonly OwnAddress[];
  /** Takes sentences for people: notes on credentials, events of the proxy. Never a secret. */
  readonly onNote: (text: string) => void;
}

/** An open session. */
export interface Session {
  readonly proxy: RunningProxy;
  /** `http://127.0.0.1:8080`. */
  readonly proxyUrl: string;
  readonly certificateAuthority: CertificateAuthority;
  /** The folder of the certificate authority. */
  readonly certificateFolder: string;
  knowledge(): Knowledge;
  /** True when nothing was known and the sandbox therefore knows AWS's documented example credentials. */
  readonly exampleCredentials: boolean;
  readonly tally: Tally;
  /** Where evidence is kept; null where it is not. */
  readonly evidenceFile: string | null;
  /** Resolves when every captured exchange is examined, or after `deadlineMs`. */
  settled(deadlineMs: number): Promise<void>;
  /** Stops accepting, lets requests in flight finish, examines what was captured, flushes the log. */
  close(deadlineMs?: number): Promise<void>;
}

/** Opens a session. Throws a CountersignError when something it needs is missing or taken; nothing stays open then. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { settings, context } = options;
  checkListening(settings, context.environment);
  const upstream = upstreamOf(options);
  const known = await sessionKnowledge(options);
  const folder = certificateFolder(settings.certs, context);
  const certificateAuthority = await authorityOf(folder, options);
  const opened: Closable[] = [];
  const note = signingNote(settings);
  if (note !== null) options.onNote(note);
  try {
    const evidence = await openSessionEvidence(options);
    if (evidence) opened.push(evidence);
    const receivers = await openReceivers(options);
    opened.push(receivers);
    const kept = { evidence, receivers };
    const parts = { ...openParts(options, known.knowledge, opened, kept), ...kept };
    const sandbox = settings.sandbox
      ? (await import("./session-sandbox.ts")).openSessionSandbox(parts.flow, parts.log)
      : null;
    if (sandbox) opened.push(sandbox);
    const proxy = await openProxy({
      ...proxyWiring(options, parts),
      certificateAuthority,
      ...upstream,
      connectUpstream: sandbox ? sandbox.connect : null,
    });
    const { tally, flow } = parts;
    receivers.serving({
      droppedCaptures: proxy.droppedCaptures,
      evidenceLost: () => evidence?.lost() ?? 0,
    });
    return {
      ...{ proxy, proxyUrl: urlOf(proxy), certificateAuthority, certificateFolder: folder, tally },
      exampleCredentials: known.exampleCredentials,
      evidenceFile: evidence?.file ?? null,
      knowledge: flow.knowledge,
      settled: flow.settled,
      close: (deadlineMs = 10_000) => {
        receivers.draining();
        return closeSession(proxy, flow, opened, deadlineMs);
      },
    };
  } catch (error) {
    for (const part of opened.reverse()) await part.close();
    throw error;
  }
}

/** How upstream is reached and trusted, and who we are to it. */
function upstreamOf({
  settings,
  context: { environment, workingFolder },
}: SessionOptions): Pick<ProxyOptions, "upstreamProxy" | "upstreamCa" | "upstreamCertificate"> {
  return {
    upstreamProxy: settings.sandbox ? null : upstreamProxySettings(settings.upstreamProxy, environment),
    upstreamCa: pemTexts(settings.upstreamCa, workingFolder),
    upstreamCertificate: clientCertificate(settings, workingFolder),
  };
}

/** The authority of a folder; an end that is near is told. */
async function authorityOf(folder: string, { onNote }: SessionOptions): Promise<CertificateAuthority> {
  const authority = await openCertificateAuthority(folder);
  const warning = expiryWarning(authority, Date.now());
  if (warning !== null) onNote(warning);
  return authority;
}

interface Closable {
  close(): Promise<void>;
}

type Wiring = Omit<
  ProxyOptions,
  "certificateAuthority" | "upstreamProxy" | "upstreamCa" | "upstreamCertificate" | "connectUpstream"
>;

function proxyWiring(options: SessionOptions, { flow, log, evidence, receivers }: Parts & Kept): Wiring {
  const { host, port, intercept, sandbox, maxConnections, resign } = options.settings;
  return {
    host,
    port,
    maxConnections,
    intercept,
    sandboxed: sandbox,
    captureLimitBytes: 1_048_576,
    watchBody: (head) => bodyWatch(head, flow.examiner()),
    watchSwitched: (head) => switchedWatch(head, flow.examiner()),
    decideSigning: signingDecider(resign, flow),
    endpoint: sessionEndpoint(options.settings, flow),
    ownAddresses: () => [...(options.ownAddresses?.() ?? []), ...receivers.ownAddresses()],
    observer: flow.take,
    underWay: evidence?.underWay ?? null,
    log: (event) => proxyEvent(event, options, log),
  };
}

interface Kept {
  readonly evidence: SessionEvidence | null;
  readonly receivers: SessionReceivers;
}

interface Parts {
  readonly flow: ExaminationFlow;
  readonly log: ExaminationLog | null;
  readonly tally: Tally;
}

function openParts(
  options: SessionOptions,
  knowledge: Knowledge,
  opened: Closable[],
  { evidence, receivers }: Kept,
): Parts {
  const { settings, context } = options;
  const logFile =
    settings.log === null || settings.log === "-"
      ? settings.log
      : resolve(context.workingFolder, settings.log);
  const log = logFile === null ? null : openExaminationLog(logFile, context.output.standardOutput);
  if (log) opened.push({ close: () => closeLog(log, options) });
  const pool = openSearchPool({
    knowledge,
    workers: Math.min(Math.max(availableParallelism() - 1, 1), 4),
    queueLimit: 256,
  });
  opened.push(pool);
  const tally = openTally();
  const incidents = openIncidents();
  const flow = openExaminationFlow({
    knowledge,
    pool,
    resolver:
      settings.sandbox || !settings.defaultCredentials ? null : (learned) => resolverFor(options, learned),
    learnFromAnswers: settings.learn,
    emit: (examined, exchange) => {
      const examination = { ...examined, incident: incidents.add(examined) };
      tally.add(examination);
      log?.examination({
        ...examinationJson(examination, { signature: "short" }),
        exchange: exchangeFacts(exchange),
      });
      evidence?.record(examination, exchange);
      receivers.record(examination, exchange);
      options.onExamination(examination, exchange);
    },
    failed: (error) => {
      const kind = error instanceof Error ? error.name : "unknown error";
      log?.event("error", "examination-failed", { kind });
      options.onNote(`a request could not be examined (${kind}): this is a bug in countersign`);
    },
  });
  return { flow, log, tally };
}

async function closeLog(log: ExaminationLog, { settings, onNote }: SessionOptions): Promise<void> {
  await log.close();
  if (log.dropped() > 0) onNote(`${log.dropped()} lines of the log ${settings.log} could not be written`);
}

/** How the exchange ended, for the log: the examination itself speaks of the request. */
function exchangeFacts(exchange: CapturedExchange): Record<string, unknown> {
  return { state: exchange.state, reason: exchange.reason, selfCheck: exchange.selfCheck };
}

async function sessionKnowledge({
  settings,
  context,
  onNote,
  furtherCredentials = [],
}: SessionOptions): Promise<{
  knowledge: Knowledge;
  exampleCredentials: boolean;
}> {
  const { knowledge: loaded, notes } = await loadKnowledge({
    environment: context.environment,
    files: settings.credentials.map((file) => resolve(context.workingFolder, file)),
    defaultCredentials: settings.defaultCredentials,
    signingKeys: settings.signingKey,
    home: context.home,
  });
  for (const note of notes) onNote(note);
  const knowledge = { ...loaded, credentials: [...loaded.credentials, ...furtherCredentials] };
  const exampleCredentials =
    settings.sandbox && knowledge.credentials.length + knowledge.signingKeys.length === 0;
  if (!exampleCredentials) return { knowledge, exampleCredentials };
  const example = exampleKnowledge().credentials.map((each) => ({
    ...each,
    source: "the sandbox's example credentials",
  }));
  return { knowledge: { ...knowledge, credentials: example }, exampleCredentials };
}

function resolverFor(
  { context, onNote }: SessionOptions,
  learned: (known: KnownCredentials) => void,
): ProfileResolver {
  return profileResolver({ environment: context.environment, home: context.home, learned, note: onNote });
}

function proxyEvent(event: ProxyEvent, options: SessionOptions, log: ExaminationLog | null): void {
  const { level, event: name, ...fields } = event;
  log?.event(level, name, fields);
  if (level === "warn" || level === "error")
    options.onNote(event.authority ? `${event.message} (${event.authority})` : event.message);
}

async function closeSession(
  proxy: RunningProxy,
  flow: ExaminationFlow,
  opened: Closable[],
  deadlineMs: number,
): Promise<void> {
  await proxy.close({ deadlineMs });
  // Captures are handed over after the forwarding turn: let the last ones arrive before waiting for their examinations.
  await new Promise((arrived) => setImmediate(() => setImmediate(arrived)));
  await flow.settled(5000);
  for (const part of opened.reverse()) await part.close();
}

function urlOf(proxy: RunningProxy): string {
  const host = proxy.host.includes(":") && !proxy.host.startsWith("[") ? `[${proxy.host}]` : proxy.host;
  return `http://${host}:${proxy.port}`;
}
