// The lines of a file as it grows: what is there, then what is added, through rotation and truncation, until it is told to stop.
import type { FileHandle } from "node:fs/promises";
import { open, stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** How a file is followed. */
export interface FollowOptions {
  /** False ends at the end of the file. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
  /** Pause between two looks, in milliseconds. */
  readonly pauseMs?: number;
}

/** Longest line that is kept, in bytes; a longer one is passed over. */
const longestLineBytes = 4 * 1024 * 1024;
const pieceBytes = 256 * 1024;

/** The whole lines of a file, without their line ends. A file that is not there yet is waited for. Rejects for what is no readable file. */
export async function* followLines(path: string, options: FollowOptions): AsyncGenerator<string> {
  const { follow, signal, pauseMs = 200 } = options;
  while (!signal.aborted) {
    const file = await opened(path, follow);
    if (file) {
      try {
        yield* linesOf(path, file, options);
      } finally {
        await file.close();
      }
    }
    if (!follow) return;
    await waited(pauseMs, signal);
  }
}

/** The lines of a file that is no longer written, the last one with or without its end; a line that is too long is passed over. */
export async function* wholeLines(path: string): AsyncGenerator<string> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(pieceBytes);
    const cut = lineCutter();
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, null);
      yield* cut(bytesRead > 0 ? buffer.subarray(0, bytesRead) : Buffer.from("\n"));
      if (bytesRead === 0) return;
    }
  } finally {
    await file.close();
  }
}

async function opened(path: string, follow: boolean): Promise<FileHandle | null> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (follow && error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Until the file is another one, or shorter than it was. */
async function* linesOf(path: string, file: FileHandle, options: FollowOptions): AsyncGenerator<string> {
  const { follow, signal, pauseMs = 200 } = options;
  const buffer = Buffer.alloc(pieceBytes);
  const cut = lineCutter();
  let at = 0;
  while (!signal.aborted) {
    const { bytesRead } = await file.read(buffer, 0, pieceBytes, at);
    at += bytesRead;
    if (bytesRead > 0) yield* cut(buffer.subarray(0, bytesRead));
    else if (!follow || (await isReplaced(path, file, at))) return;
    else await waited(pauseMs, signal);
  }
}

/** Gives the whole lines of each piece; a line without its end waits for it, and one that is too long is passed over. */
function lineCutter(): (piece: Buffer) => readonly string[] {
  let held: Buffer = Buffer.alloc(0);
  let tooLong = false;
  return (piece) => {
    const text = Buffer.concat([held, piece]);
    const end = text.lastIndexOf(10);
    const lines = end < 0 ? [] : text.toString("utf8", 0, end).split("\n");
    if (tooLong && end >= 0) {
      lines.shift();
      tooLong = false;
    }
    held = Buffer.from(text.subarray(end + 1));
    if (held.length > longestLineBytes) [held, tooLong] = [Buffer.alloc(0), true];
    return lines;
  };
}

async function isReplaced(path: string, file: FileHandle, at: number): Promise<boolean> {
  const [now, ours] = await Promise.all([stat(path).catch(() => null), file.stat()]);
  return now !== null && (now.ino !== ours.ino || now.size < at);
}

async function waited(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}
