// A session: certificate authority, credentials, search pool, record and what carries the traffic, opened together and closed in order.
// `start` and `run` differ only in what they do with its examinations.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { loadKnowledge } from "../credentials/load-knowledge.ts";
import type { Examination } from "../diagnosis/examination.ts";
import { exampleKnowledge } from "../diagnosis/example.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import type { CertificateAuthority } from "../proxy/certificate-authority.ts";
import { expiryWarning, openCertificateAuthority } from "../proxy/certificate-authority.ts";
import type { OwnAddress } from "../proxy/own-addresses.ts";
import type { RunningProxy, UnderWayObserver } from "../proxy/running-proxy.ts";
import type { SearchPool } from "../search/search-pool.ts";
import { openSearchPool } from "../search/search-pool.ts";
import type { Knowledge, KnownCredentials } from "../sigv4/known-credentials.ts";
import { certificateFolder } from "./certificate-folder.ts";
import type { CommandContext } from "./command-context.ts";
import { checkListening } from "./listening-rules.ts";
import { openSessionEvidence } from "./session-evidence.ts";
import type { Upstream } from "./session-proxy.ts";
import { upstreamOf } from "./session-proxy.ts";
import { openReceivers } from "./session-receivers.ts";
import type { SessionRecord } from "./session-record.ts";
import { openSessionRecord } from "./session-record.ts";
import { signingNote } from "./session-signing.ts";
import type { Settings } from "./settings.ts";
import type { Tally } from "./tally.ts";

/** What a session is opened with. */
export interface SessionOptions {
  readonly settings: Settings;
  readonly context: CommandContext;
  /** Credentials of a client's own configuration, known beside the usual ones. */
  readonly furtherCredentials?: readonly KnownCredentials[];
  /** Takes each examination with the exchange it is about. */
  readonly onExamination: (examination: Examination, exchange: CapturedExchange) => void;
  /** Told of requests before they are answered, where no evidence is kept of them. */
  readonly underWay?: UnderWayObserver;
  /** Further addresses of countersign itself, which no traffic may reach. */
  readonly ownAddresses?: () => readonly OwnAddress[];
  /** Takes sentences for people: notes on credentials, events of the proxy. Never a secret. */
  readonly onNote: (text: string) => void;
}

/** An open session. */
export interface Session {
  readonly proxy: Pick<RunningProxy, "host" | "port" | "droppedCaptures">;
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
  /** Opens the log file by its name again. */
  reopenLog(): void;
  /** Stops accepting, lets requests in flight finish, examines what was captured, flushes the log. */
  close(deadlineMs?: number): Promise<void>;
}

/** What carries the traffic and has it examined: this process, or workers of it. */
export interface Carrier {
  readonly proxy: Session["proxy"];
  knowledge(): Knowledge;
  settled(deadlineMs: number): Promise<void>;
  /** Ends the traffic and the examinations, within the deadline for the traffic. */
  close(deadlineMs: number): Promise<void>;
}

/** What a carrier is opened with. */
export interface CarrierParts {
  readonly options: SessionOptions;
  readonly record: SessionRecord;
  readonly knowledge: Knowledge;
  readonly certificateAuthority: CertificateAuthority;
  /** The folder of the certificate authority. */
  readonly folder: string;
  readonly upstream: Upstream;
  readonly pool: SearchPool;
  /** Addresses of countersign itself beside its port, which no traffic may reach. */
  readonly ownAddresses: () => readonly OwnAddress[];
}

/** Opens a session. Throws a CountersignError when something it needs is missing or taken; nothing stays open then. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { settings, context } = options;
  const { environment, workingFolder } = context;
  checkListening(settings, environment);
  const upstream = upstreamOf({ settings, environment, workingFolder });
  const { knowledge, exampleCredentials } = await sessionKnowledge(options);
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
    const record = openSessionRecord(options, { evidence, receivers });
    opened.push(record);
    const pool = openSearchPool({ knowledge, workers: searchThreads(), queueLimit: 256 });
    opened.push(pool);
    const ownAddresses = (): OwnAddress[] => [
      ...(options.ownAddresses?.() ?? []),
      ...receivers.ownAddresses(),
    ];
    const carrier = await openCarrier({
      ...{ options, record, knowledge, certificateAuthority, folder, upstream, pool, ownAddresses },
    });
    receivers.serving({
      droppedCaptures: carrier.proxy.droppedCaptures,
      evidenceLost: () => evidence?.lost() ?? 0,
    });
    return {
      ...{ proxy: carrier.proxy, knowledge: carrier.knowledge, settled: carrier.settled },
      ...{ certificateAuthority, certificateFolder: folder, exampleCredentials, tally: record.tally },
      proxyUrl: urlOf(carrier.proxy),
      ...{ evidenceFile: evidence?.file ?? null, reopenLog: record.reopenLog },
      close: async (deadlineMs = 10_000) => {
        receivers.draining();
        await carrier.close(deadlineMs);
        await closeAll(opened);
      },
    };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

interface Closable {
  close(): Promise<void>;
}

async function closeAll(opened: Closable[]): Promise<void> {
  for (const part of opened.reverse()) await part.close();
}

function searchThreads(): number {
  return Math.min(Math.max(availableParallelism() - 1, 1), 4);
}

/** One process unless more are asked for; the sandbox, whose stores are in memory, and strict evidence, whose rows are awaited, always one. */
async function openCarrier(parts: CarrierParts): Promise<Carrier> {
  const { settings, onNote } = parts.options;
  const single = settings.sandbox ? "the sandbox" : settings.evidenceStrict ? "--evidence-strict" : null;
  if (settings.workers > 1 && single === null)
    return (await import("./worker-carrier.ts")).openWorkerCarrier(parts);
  if (settings.workers > 1) onNote(`${single} answers from one process: --workers is left out`);
  return (await import("./own-carrier.ts")).openOwnCarrier(parts);
}

/** The authority of a folder; an end that is near is told. */
async function authorityOf(folder: string, { onNote }: SessionOptions): Promise<CertificateAuthority> {
  const authority = await openCertificateAuthority(folder);
  const warning = expiryWarning(authority, Date.now());
  if (warning !== null) onNote(warning);
  return authority;
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

function urlOf(proxy: Session["proxy"]): string {
  const host = proxy.host.includes(":") && !proxy.host.startsWith("[") ? `[${proxy.host}]` : proxy.host;
  return `http://${host}:${proxy.port}`;
}
