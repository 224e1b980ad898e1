// The requests of an evidence file as it grows: what is there, then what is added, until it is told to stop.
import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import type { ExchangeSource } from "../inspector/row-index.ts";
import type { FilterSubject } from "../report/filter-match.ts";
import { evidenceSource } from "./inspected-evidence.ts";

/** How a file is followed. */
export interface FollowEvidence {
  /** False ends at the end of the file. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
  /** Whether bodies are looked at that have files of their own. */
  readonly bodies: boolean;
  /** Takes sentences about what the file does not hold. */
  readonly note: (text: string) => void;
  /** Pause between two looks, in milliseconds. */
  readonly pauseMs?: number;
}

const batch = 100;

/** Milliseconds that a file may be there before it is evidence: who writes it has just begun. */
const beginningMs = 3000;

/** The requests in the order in which they were kept. A file that is not there yet is waited for. Throws ERR_EVIDENCE_UNREADABLE. */
export async function* followEvidence(path: string, options: FollowEvidence): AsyncGenerator<FilterSubject> {
  const { follow, signal, bodies, note, pauseMs = 200 } = options;
  const source = await opened(path, options);
  if (source === null) return;
  const told = new Set<string>();
  try {
    while (!signal.aborted) {
      const found = source.next(batch);
      for (const { place, exchange } of found)
        yield subjectOf(bodies ? (source.exchange(place) ?? exchange) : exchange);
      if (found.length > 0) continue;
      tellNew(source.notes(), told, note);
      if (!follow) return;
      await waited(pauseMs, signal);
    }
  } finally {
    source.close();
  }
}

async function opened(
  path: string,
  { follow, signal, pauseMs = 200 }: FollowEvidence,
): Promise<ExchangeSource | null> {
  let until = Number.POSITIVE_INFINITY;
  while (!signal.aborted) {
    try {
      return evidenceSource(path);
    } catch (error) {
      if (!follow || performance.now() > until) throw error;
      if (existsSync(path)) until = Math.min(until, performance.now() + beginningMs);
    }
    await waited(pauseMs, signal);
  }
  return null;
}

function subjectOf({ examination, requestBody, response }: InspectedExchange): FilterSubject {
  return { examination, requestBody: requestBody.text, responseBody: response?.body.text ?? null };
}

function tellNew(notes: readonly string[], told: Set<string>, note: (text: string) => void): void {
  for (const text of notes.filter((one) => !told.has(one))) {
    told.add(text);
    note(text);
  }
}

async function waited(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}
