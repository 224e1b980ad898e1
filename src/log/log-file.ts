// The file behind --log: made private, never through a symbolic link.
import { closeSync, constants, fchmodSync, fstatSync, openSync } from "node:fs";
import { CountersignError } from "../http/countersign-error.ts";

/**
 * Opens a log file for appending and gives its descriptor: made with mode 0600, an existing one of our own narrowed to it. Symbolic
 * links are refused. Throws ERR_FILE_UNWRITABLE.
 */
export function openLogFile(path: string): number {
  const fd = opened(path);
  const stat = fstatSync(fd);
  if (!stat.isFile() || (stat.mode & 0o077) === 0) return fd;
  try {
    fchmodSync(fd, 0o600);
    return fd;
  } catch (cause) {
    closeSync(fd);
    throw new CountersignError(
      "ERR_FILE_UNWRITABLE",
      `the log file ${path} is open to others and belongs to someone else`,
      {
        hint: "name another file, or have its owner run chmod 600 on it",
        cause,
      },
    );
  }
}

function opened(path: string): number {
  try {
    return openSync(
      path,
      constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
      0o600,
    );
  } catch (cause) {
    throw new CountersignError("ERR_FILE_UNWRITABLE", `the log file ${path} cannot be written`, {
      hint: "name a file in a folder that exists and is yours; symbolic links are not followed",
      cause,
    });
  }
}
