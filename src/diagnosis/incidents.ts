// Incidents: the same fault of the same client again and again, counted with its first and last time.
import type { Examination } from "./examination.ts";

/** One fault that repeats, as it stands after its latest request. */
export interface Incident {
  /** The id of its first examination. */
  readonly id: string;
  readonly count: number;
  /** Times of its first and latest request in milliseconds since 1970; null where the clock was not known. */
  readonly firstEpochMs: number | null;
  readonly lastEpochMs: number | null;
  /** True while no request of the same shape was right since the first: retrying will not help. */
  readonly deterministic: boolean;
}

/** Groups examinations as they come. */
export interface Incidents {
  /** The incident an examination belongs to, with it counted; null for requests without a fault. */
  add(examination: Examination): Incident | null;
}

interface Open {
  readonly id: string;
  readonly shape: string;
  readonly firstEpochMs: number | null;
  lastEpochMs: number | null;
  count: number;
  deterministic: boolean;
}

/** Groups with a memory of at most `limit` incidents; the one silent longest is forgotten first. */
export function openIncidents(limit = 512): Incidents {
  const open = new Map<string, Open>();
  return {
    add: (examination) => {
      if (isFault(examination)) return counted(open, examination, limit);
      if (examination.verdict === "valid") notEveryTime(open, shapeOf(examination));
      return null;
    },
  };
}

function counted(open: Map<string, Open>, examination: Examination, limit: number): Incident {
  const shape = shapeOf(examination);
  const key = JSON.stringify([shape, examination.verdict, [...examination.causes].sort()]);
  const known = open.get(key) ?? started(examination, shape);
  known.count += 1;
  known.lastEpochMs = examination.timeEpochMs ?? known.lastEpochMs;
  open.delete(key);
  open.set(key, known);
  if (open.size > limit) open.delete([...open.keys()][0] ?? "");
  const { shape: _, ...incident } = known;
  return incident;
}

function notEveryTime(open: ReadonlyMap<string, Open>, shape: string): void {
  for (const one of open.values()) if (one.shape === shape) one.deterministic = false;
}

/** One sentence about a repeated fault; empty for its first request. */
export function incidentWords({ count, deterministic }: Incident): string {
  if (count < 2) return "";
  const retry = deterministic
    ? "deterministic: retrying will not help"
    : "not every time: others of this kind were right";
  return `the same fault for the ${count}${ordinal(count)} time, ${retry}`;
}

function ordinal(count: number): string {
  if (count % 100 >= 11 && count % 100 <= 13) return "th";
  return ["th", "st", "nd", "rd"][count % 10] ?? "th";
}

function isFault({ verdict, causes }: Examination): boolean {
  return verdict === "mismatch" || verdict === "malformed" || causes.length > 0;
}

function started({ id, timeEpochMs }: Examination, shape: string): Open {
  return { id, shape, firstEpochMs: timeEpochMs, lastEpochMs: timeEpochMs, count: 0, deterministic: true };
}

function shapeOf({ reading, request }: Examination): string {
  const place = [request.authority, request.method];
  if (reading.kind !== "read") return [...place, reading.kind].join("\n");
  const { accessKeyId, credentialScope, form } = reading.envelope;
  return [...place, accessKeyId, credentialScope.region, credentialScope.service, form].join("\n");
}
