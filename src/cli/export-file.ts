// A file that is there whole or not at all: written beside its place under another name, private, and moved when it is complete.
import { randomBytes } from "node:crypto";
import { closeSync, constants, fsyncSync, lstatSync, openSync, renameSync, rmSync, write } from "node:fs";
import { CountersignError } from "../http/countersign-error.ts";

/** A file on its way. */
export interface ExportFile {
  /** Writes text in the file's encoding. Rejects with ERR_FILE_UNWRITABLE. */
  write(text: string): Promise<void>;
  /** Puts the file in its place. */
  finish(): Promise<void>;
  /** Takes it away again. */
  abandon(): void;
}

/** Opens a file for writing, mode 0600; an existing one is replaced when the new one is whole, a link or folder never. Throws ERR_FILE_UNWRITABLE. */
export function openExportFile(path: string, encoding: "utf8" | "latin1" = "utf8"): ExportFile {
  refuseWhatIsNoFile(path);
  const draft = `${path}.${randomBytes(6).toString("hex")}.part`;
  const fd = guarded(path, () =>
    openSync(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600),
  );
  let gathered: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(gathered.join(""), encoding);
    gathered = [];
    length = 0;
    await written(fd, bytes, path);
  };
  return {
    write: async (text) => {
      gathered.push(text);
      length += text.length;
      if (length >= batchLength) await flush();
    },
    finish: async () => {
      await flush();
      guarded(path, () => {
        fsyncSync(fd);
        closeSync(fd);
        renameSync(draft, path);
      });
    },
    abandon: () => {
      try {
        closeSync(fd);
      } catch {
        // It was closed before: the draft is what matters.
      }
      rmSync(draft, { force: true });
    },
  };
}

/** Characters gathered before they are written. */
const batchLength = 256 * 1024;

function refuseWhatIsNoFile(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || stat.isFile()) return;
  throw new CountersignError("ERR_FILE_UNWRITABLE", `${path} is there and is no plain file`, {
    hint: "name another file; links, folders and pipes are not written to (without --output, standard output is)",
  });
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

async function written(fd: number, bytes: Buffer, path: string): Promise<void> {
  let at = 0;
  while (at < bytes.length) {
    at += await new Promise<number>((wrote, failed) => {
      write(fd, bytes, at, bytes.length - at, null, (error, count) =>
        error ? failed(unwritable(path, error)) : wrote(count),
      );
    });
  }
}

function unwritable(path: string, cause: unknown): CountersignError {
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return new CountersignError("ERR_FILE_UNWRITABLE", `${path} cannot be written${code}`, {
    hint: "check that its folder exists and is yours, and that there is room",
    cause,
  });
}

/** Writes all pieces and finishes the file; where that fails, the file is not there. */
export async function writePieces(pieces: AsyncIterable<string>, file: ExportFile): Promise<void> {
  try {
    for await (const piece of pieces) await file.write(piece);
    await file.finish();
  } catch (error) {
    file.abandon();
    throw error;
  }
}
