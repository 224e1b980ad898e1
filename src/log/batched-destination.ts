// Lines on their way to a file or a standard stream: gathered, written off the main thread, bounded, quiet when nobody reads.
// Node's own standard streams write pipes synchronously, so one stalled reader would stop all traffic.
import { close, write } from "node:fs";

/** Where lines go. `write` never blocks and never throws. */
export interface BatchedDestination {
  /** Takes whole lines, each with its line feed. */
  write(lines: string): void;
  /** Lines that were dropped because the reader was too slow or has gone, or the disk was full. */
  dropped(): number;
  /** True once nobody reads any more (a closed pipe). A full disk passes for a file: lines are dropped until there is room. */
  broken(): boolean;
  /** Writes to another descriptor from the next batch on, and closes the one so far. */
  reopen(fd: number): void;
  /** Characters that wait to be written: a producer that can wait flushes when they grow. */
  held(): number;
  /** Resolves when everything gathered is written, or after `deadlineMs`; null waits as long as the reader takes. */
  flush(deadlineMs?: number | null): Promise<void>;
  /** Flushes and closes what is not a standard stream. */
  close(deadlineMs?: number): Promise<void>;
}

/** Longest time that a line waits before it is written, in milliseconds. */
const longestWaitMs = 100;
/** Gathered characters that are written at once. */
const batchLength = 64 * 1024;
/** Characters held for a reader that does not read; beyond it pieces are dropped and counted. */
const heldLength = 32 * 1024 * 1024;
/** A full disk may pass: what was to be written to a file of ours is lost, what follows is not. */
const full = new Set(["ENOSPC", "EDQUOT"]);
/** Pause before a busy descriptor is tried again, in milliseconds. */
const busyPauseMs = 10;

/** Gathers lines for an open file descriptor (1 and 2 are the standard streams). */
export function openBatchedDestination(fd: number, heldLimit: number = heldLength): BatchedDestination {
  const state: State = {
    ...{ fd, next: null, gathered: "", writing: null, torn: false },
    ...{ timer: null, dropped: 0, broken: false, closed: false, idle: [] },
  };
  const flush = (deadlineMs: number | null = 2000): Promise<void> => flushed(state, deadlineMs);
  return {
    write: (lines) => {
      if (state.broken || state.gathered.length + lines.length > heldLimit) state.dropped += 1;
      else gather(state, lines);
    },
    dropped: () => state.dropped,
    broken: () => state.broken,
    held: () => state.gathered.length + (state.writing?.length ?? 0),
    reopen: (next) => reopen(state, next),
    flush,
    close: async (deadlineMs) => {
      await flush(deadlineMs);
      Object.assign(state, { broken: true, closed: true });
      if (state.writing === null) closeOwn(state.fd);
    },
  };
}

interface State {
  fd: number;
  /** The descriptor that takes over when the batch under way is written. */
  next: number | null;
  /** Whether the last line written was cut: the next one must not be joined to it. */
  torn: boolean;
  gathered: string;
  writing: Buffer | null;
  timer: NodeJS.Timeout | null;
  dropped: number;
  broken: boolean;
  closed: boolean;
  idle: (() => void)[];
}

function reopen(state: State, next: number): void {
  if (state.closed) {
    closeOwn(next);
    return;
  }
  if (state.next !== null) closeOwn(state.next);
  state.next = next;
  if (state.writing === null) takeOver(state);
}

function takeOver(state: State): void {
  if (state.next === null) return;
  closeOwn(state.fd);
  Object.assign(state, { fd: state.next, next: null, torn: false, broken: false });
}

function closeOwn(fd: number): void {
  if (isOwn(fd)) close(fd, () => undefined);
}

/** Standard streams are not ours to close, and who writes there stops when they are full. */
function isOwn(fd: number): boolean {
  return fd > 2;
}

function gather(state: State, lines: string): void {
  state.gathered += lines;
  if (state.gathered.length >= batchLength) startWriting(state);
  else state.timer ??= setTimeout(() => startWriting(state), longestWaitMs);
}

function startWriting(state: State): void {
  if (state.timer) clearTimeout(state.timer);
  state.timer = null;
  if (state.writing) return;
  takeOver(state);
  if (state.gathered === "" || state.broken) {
    for (const resolve of state.idle.splice(0)) resolve();
    return;
  }
  state.writing = Buffer.from(`${state.torn ? "\n" : ""}${state.gathered}`, "utf8");
  state.gathered = "";
  writeOn(state);
}

function writeOn(state: State): void {
  const { writing } = state;
  if (!writing) return;
  write(state.fd, writing, (error, written) => {
    if (error?.code === "EAGAIN" || error?.code === "EBUSY") {
      setTimeout(() => writeOn(state), busyPauseMs);
      return;
    }
    if (error) failed(state, writing, error.code);
    else if (written > 0) state.torn = writing[written - 1] !== lineFeed;
    state.writing = !error && written < writing.length ? writing.subarray(written) : null;
    if (state.writing) writeOn(state);
    else startWriting(state);
  });
}

/** What could not be written is lost; what follows too, but for a file of ours on a full disk. */
function failed(state: State, writing: Buffer, code = ""): void {
  if (full.has(code) && isOwn(state.fd)) {
    state.dropped += writing.reduce((lines, byte) => lines + (byte === lineFeed ? 1 : 0), 0);
    return;
  }
  state.broken = true;
  state.gathered = "";
}

const lineFeed = 0x0a;

function flushed(state: State, deadlineMs: number | null): Promise<void> {
  return new Promise((resolve) => {
    const timer = deadlineMs === null ? undefined : setTimeout(resolve, deadlineMs);
    state.idle.push(() => {
      clearTimeout(timer);
      resolve();
    });
    startWriting(state);
  });
}
