// The evidence of a session: where it goes, and what is said when it cannot be kept. Traffic never depends on it.
import { join, resolve } from "node:path";
import type { Examination } from "../diagnosis/examination.ts";
import { evidenceKeyPem } from "../evidence/evidence-key.ts";
import type { EvidenceStore } from "../evidence/evidence-store.ts";
import { openEvidenceStore } from "../evidence/evidence-store.ts";
import type { UnderWay } from "../evidence/requests-under-way.ts";
import { newEvidenceFile, removeOldEvidence } from "../evidence/retention.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { ForwardingGate } from "../proxy/forwarding-gate.ts";
import type { UnderWayObserver } from "../proxy/running-proxy.ts";
import type { StoredGap } from "../report/stored-exchange.ts";
import type { SessionOptions } from "./session.ts";

/** Evidence as the session uses it. */
export interface SessionEvidence {
  readonly file: string;
  /** Told of requests before they are answered. */
  readonly underWay: { readonly opened: (request: UnderWay) => void } & Pick<UnderWayObserver, "dropped">;
  /** Lets a request go on once its row is in the file; null where none waits for it. */
  readonly gate: ForwardingGate | null;
  record(examination: Examination, exchange: CapturedExchange): void;
  /** A request that was opened will not be recorded. */
  forget(id: string): void;
  /** Notes exchanges of which nothing was captured. */
  missed(exchanges: number): void;
  /** Requests that passed and are not in the file. */
  lost(): number;
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;

/** Free space that evidence leaves on the disk, and the length above which a body has a file of its own, in bytes. */
const freeSpaceFloorBytes = 256 * mebibyte;
const spoolAboveBytes = 64 * 1024;

/** The folder of everything that countersign keeps between runs. */
export function stateFolder(home: string): string {
  return join(home, ".countersign");
}

/** Opens the session's evidence; null where it is off. A place that was asked for and cannot be written throws; the usual one is told. */
export async function openSessionEvidence(options: SessionOptions): Promise<SessionEvidence | null> {
  const { settings, context, onNote } = options;
  const strict = settings.evidenceStrict;
  if (settings.evidence === "off") {
    if (strict) throw strictWithout();
    return null;
  }
  const chosen = settings.evidence === null ? null : resolve(context.workingFolder, settings.evidence);
  if (context.home === "") {
    if (chosen !== null || strict)
      throw new CountersignError(
        "ERR_FILE_UNWRITABLE",
        "there is no home folder for the key that seals evidence",
        {
          hint: "set HOME, or start with --evidence off",
        },
      );
    onNote("no evidence is kept: there is no home folder");
    return null;
  }
  try {
    return await opened(options, chosen);
  } catch (error) {
    if (chosen !== null || strict || !(error instanceof CountersignError)) throw error;
    onNote(`no evidence is kept: ${error.message}`);
    return null;
  }
}

function strictWithout(): CountersignError {
  return new CountersignError(
    "ERR_USAGE",
    "--evidence-strict needs evidence, and --evidence off keeps none",
    {
      hint: "name a file with --evidence, or leave --evidence-strict out",
    },
  );
}

async function opened(
  { settings, context, onNote }: SessionOptions,
  chosen: string | null,
): Promise<SessionEvidence> {
  const folder = stateFolder(context.home);
  const keyPem = evidenceKeyPem(folder);
  const strict = settings.evidenceStrict;
  const largestFileBytes = settings.evidenceSize * mebibyte;
  if (chosen === null)
    removeOldEvidence(folder, {
      days: settings.evidenceDays,
      bytes: largestFileBytes,
      nowEpochMs: Date.now(),
    });
  const file = chosen ?? newEvidenceFile(folder, Date.now());
  const store = await openEvidenceStore({
    path: file,
    ...{ keyPem, version: context.version, keepBodies: settings.keepBodies },
    ...{
      largestFileBytes,
      freeSpaceFloorBytes,
      spoolAboveBytes,
      rightPerSecond: strict ? 0 : settings.evidenceRate,
    },
    strict,
    warn: (reason) => onNote(lossText(reason, file, strict)),
  });
  return { ...session(store, file, onNote), gate: strict ? gateOf(store) : null };
}

/** What the client of a request is told that may not go on. */
const notKept =
  "evidence cannot be kept at the moment, and --evidence-strict sends nothing on without it (ERR_EVIDENCE_NOT_KEPT)";

function gateOf(store: EvidenceStore): ForwardingGate {
  return (request, then) => store.admit(request, (kept) => then(kept ? null : notKept));
}

function session(
  store: EvidenceStore,
  file: string,
  onNote: (text: string) => void,
): Omit<SessionEvidence, "gate"> {
  const missed = (exchanges: number): void => store.lost(exchanges, "capture-dropped");
  const dropped = (id: string): void => {
    store.forget(id);
    missed(1);
  };
  return {
    file,
    underWay: { opened: store.opened, dropped },
    record: store.record,
    forget: store.forget,
    missed,
    lost: () => store.counts().lost,
    close: async () => {
      await store.close();
      const { lost } = store.counts();
      if (lost > 0)
        onNote(`${lost} requests passed that are not in the evidence file; a gap in it says when`);
    },
  };
}

function lossText(reason: StoredGap["reason"], file: string, strict: boolean): string {
  const why: Readonly<Record<StoredGap["reason"], string>> = {
    "queue-full": "more passes than can be written",
    "disk-full": "the disk is full",
    "read-only": "it cannot be written any more",
    "input-output-error": "writing fails",
    "size-limit": "it has reached --evidence-size",
    "capture-dropped": "more passes than can be looked at",
    "right-and-many": "more right requests pass than --evidence-rate",
  };
  return `evidence is not kept at the moment (${why[reason]}): ${file}; ${strict ? "requests are answered with 503" : "traffic goes on"}`;
}
