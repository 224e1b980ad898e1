// Where a running tap is asked: the address of its inspector with the key, which is as good as what the inspector shows.
import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { CountersignError } from "../http/countersign-error.ts";

/** An inspector to be asked. */
export interface TapAddress {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  /** For messages: without the token. */
  readonly name: string;
}

/** What a file may hold before the address, in bytes: all that `start` says on standard error. */
const mostFileBytes = 1024 * 1024;

/** The inspector of an address, or of a file that holds one. Throws ERR_OPTION_INVALID and ERR_FILE_UNREADABLE; never repeats the token. */
export function tapAddress(text: string, workingFolder: string): TapAddress {
  if (isAddress(text)) return addressOf(text);
  const path = resolve(workingFolder, text);
  // A log that start was told to append to holds several: the last is of the run that runs.
  const found = [...fileText(path).matchAll(/http:\/\/127\.0\.0\.1:\d{1,5}\/#[\w-]+/g)].at(-1)?.[0];
  if (found !== undefined) return addressOf(found);
  throw new CountersignError("ERR_OPTION_INVALID", `${path} holds no address of an inspector`, { hint });
}

/** Whether a text is an address itself and no file. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

const hint =
  "countersign start says the address, http://127.0.0.1:8081/#…, on standard error: keep that in a file (2>tap.txt) and name the file, or put the address into COUNTERSIGN_TAP_OF";

function addressOf(text: string): TapAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const loopback = url !== null && /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  if (url?.protocol !== "http:" || !loopback)
    throw new CountersignError(
      "ERR_OPTION_INVALID",
      "a tap is asked at http://127.0.0.1:PORT/: its inspector listens on loopback alone, and its key must not cross a network in the clear",
      { hint: "bring the port of another machine here: ssh -N -L 8083:127.0.0.1:8083 HOST" },
    );
  const token = url.hash.slice(1);
  const name = `http://${url.host}`;
  if (!/^[\w-]{1,200}$/.test(token))
    throw new CountersignError("ERR_OPTION_INVALID", `${name} lacks the key behind #`, { hint });
  return { host: url.hostname.replace(/[[\]]/g, ""), port: Number(url.port || 80), token, name };
}

function fileText(path: string): string {
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    const bytes = Buffer.alloc(mostFileBytes);
    return bytes.toString("latin1", 0, readSync(file, bytes, 0, mostFileBytes, 0));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new CountersignError("ERR_FILE_UNREADABLE", `${path} cannot be read (${code})`, { hint, cause });
  } finally {
    if (file !== null) closeSync(file);
  }
}
