// Another countersign that runs, read through its inspector request by request. What it answers is foreign: bounded, and every member looked at.
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:http";
import { CountersignError } from "../http/countersign-error.ts";
import { storedExamination } from "../inputs/stored-examinations.ts";
import type { TapPlace } from "../report/tap-place.ts";
import { storedTapPlace } from "../report/tap-place.ts";
import type { TapAddress } from "./tap-address.ts";

/** What came since the last look. */
export interface TapNews {
  readonly places: readonly TapPlace[];
  /** Whether there was nothing more. */
  readonly current: boolean;
}

/** A tap that is read. */
export interface LiveTap {
  /** For messages: its address without the key. */
  readonly name: string;
  /** The next requests, oldest first. Throws ERR_TAP_UNREACHABLE and ERR_TAP_REFUSED. */
  next(): Promise<TapNews>;
  /** Requests that could not be read: no longer held there, too long, or no examination. */
  unread(): number;
  close(): void;
}

/** How much is read of a tap. */
export interface TapBounds {
  /** Requests from before it was opened. */
  readonly earlier: number;
  /** Requests of one look. */
  readonly batch: number;
  readonly answerBytes: number;
  /** Milliseconds that one answer may take. */
  readonly answerMs: number;
}

const bounds: TapBounds = { earlier: 20_000, batch: 100, answerBytes: 16 * 1024 * 1024, answerMs: 10_000 };

/** Opens a tap: the requests it holds already come first. */
export function openLiveTap(address: TapAddress, limits: TapBounds = bounds): LiveTap {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const held: Held = { waiting: new Map(), read: 0, unread: 0 };
  return {
    name: address.name,
    next: async () => {
      const { first, newest } = await listOf(address, agent, limits);
      const from = Math.max(held.read + 1, first, held.read === 0 ? newest - limits.earlier + 1 : 0);
      held.unread += Math.max(from - held.read - 1, 0);
      const until = Math.min(newest, from + limits.batch - 1);
      const numbers = [...held.waiting.keys()].slice(0, limits.batch);
      for (let number = from; number <= until; number += 1) numbers.push(number);
      const places: TapPlace[] = [];
      for (const number of numbers) {
        const answer = await asked(address, agent, `/api/requests/${number}`, limits).catch(lookedAtNext);
        // What was read before it ended is not lost with it.
        if (answer === null && places.length > 0) return { places, current: false };
        places.push(...taken(held, number, answer));
      }
      return { places, current: held.read >= newest && !expectsMore(held) };
    },
    unread: () => held.unread + held.waiting.size,
    close: () => agent.destroy(),
  };
}

interface Held {
  /** Requests that were under way when they were looked at, with the time of the first look. */
  readonly waiting: Map<number, number>;
  /** The newest that was looked at. */
  read: number;
  unread: number;
}

/** Requests under way that are looked at again, and how long the end of one is expected before a request at the other tap is called alone. */
const mostWaiting = 1000;
const expectedMs = 15_000;

/** The places of one answer; those of a request under way are asked for again. */
function taken(held: Held, number: number, answer: Answer | null): readonly TapPlace[] {
  const since = held.waiting.get(number) ?? performance.now();
  held.waiting.delete(number);
  held.read = Math.max(held.read, number);
  if (answer?.status === 200 && memberOf(memberOf(answer.body, "row"), "underWay") === true) {
    held.waiting.set(number, since);
    const [oldest = 0] = held.waiting.keys();
    if (held.waiting.size > mostWaiting && held.waiting.delete(oldest)) held.unread += 1;
    return [];
  }
  const places = answer && placeOf(answer);
  if (places === null) held.unread += 1;
  return places ?? [];
}

function expectsMore({ waiting }: Held): boolean {
  const now = performance.now();
  return [...waiting.values()].some((since) => now - since < expectedMs);
}

/** The next look tells why it does not answer. */
function lookedAtNext(): null {
  return null;
}

async function listOf(
  address: TapAddress,
  agent: Agent,
  limits: TapBounds,
): Promise<{ readonly first: number; readonly newest: number }> {
  const { status, body } = await asked(address, agent, "/api/rows?count=0", limits);
  if (status === 401 || status === 403)
    throw new CountersignError("ERR_TAP_REFUSED", `the inspector at ${address.name} does not take this key`, {
      hint: "each run has a key of its own: take the address that start said last",
    });
  const [newest, of] = [memberOf(body, "newest"), memberOf(body, "of")];
  if (status === 200 && isCount(newest) && isCount(of)) return { first: newest - of + 1, newest };
  throw unreachable(address, `answers like no inspector of countersign (status ${status})`);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

interface Answer {
  readonly status: number;
  /** The JSON value; undefined for what is none. */
  readonly body: unknown;
}

/** The request's place; none for one inside another message, which crossed the middlebox with that one; null where it cannot be read. */
function placeOf({ status, body }: Answer): readonly TapPlace[] | null {
  if (status !== 200) return null;
  const json = memberOf(memberOf(body, "exchange"), "examination");
  if (memberOf(memberOf(json, "nested"), "within") != null) return [];
  try {
    const examination = storedExamination(JSON.stringify(json) ?? "");
    return examination && [storedTapPlace(examination)];
  } catch (error) {
    // Nested deeper than can be written again.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function asked(address: TapAddress, agent: Agent, path: string, limits: TapBounds): Promise<Answer> {
  const { host, port, token } = address;
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown): void => {
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
      reject(unreachable(address, `does not answer (${code})`, cause));
    };
    const question = request({
      ...{ host, port, path, agent, headers: { "x-countersign-token": token, accept: "application/json" } },
      signal: AbortSignal.timeout(limits.answerMs),
    });
    question.on("response", (response) => {
      bodyOf(response, limits.answerBytes).then(
        (body) => resolve({ status: response.statusCode ?? 0, body }),
        failed,
      );
    });
    question.on("error", failed);
    question.end();
  });
}

async function bodyOf(response: IncomingMessage, mostBytes: number): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response) {
    bytes += (piece as Uint8Array).length;
    // Leaving the loop ends the connection.
    if (bytes > mostBytes) return undefined;
    pieces.push(piece as Uint8Array);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString("utf8"));
  } catch {
    return undefined;
  }
}

function unreachable({ name }: TapAddress, words: string, cause?: unknown): CountersignError {
  return new CountersignError("ERR_TAP_UNREACHABLE", `the inspector at ${name} ${words}`, {
    hint: "is countersign still running there, with its inspector on?",
    cause,
  });
}
