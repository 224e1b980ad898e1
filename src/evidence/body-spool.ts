// Long bodies beside the evidence file: each in a file named by the hash of what it holds, whole before the record that names it.
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { KeptBody } from "../report/stored-exchange.ts";
import type { WriterOptions } from "./evidence-batch.ts";
import type { RecordedExchange } from "./stored-record.ts";

/** A body as a record names it: kept, or in the spool. */
export type RecordedBody =
  | KeptBody
  | {
      readonly kept: "file";
      readonly sha256Hex: string;
      readonly bytes: number;
      readonly as: "text" | "base64";
      readonly redacted: boolean;
    };

/** Longest spooled body that is read back, in bytes. */
export const longestBodyBytes: number = 32 * 1024 * 1024;

/** The folder of a file's long bodies. */
export function spoolFolder(evidenceFile: string): string {
  return `${evidenceFile}-bodies`;
}

/** Bytes of all long bodies of a file. Total. */
export function spooledBytesOf(evidenceFile: string): number {
  const folder = spoolFolder(evidenceFile);
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0;
  }
}

/** The exchange with bodies above the limit moved into files; `wrote` is told the bytes of each new one. Throws what the file system throws. */
export function spooledBodies(
  exchange: RecordedExchange,
  { path, spoolAboveBytes }: Pick<WriterOptions, "path" | "spoolAboveBytes">,
  wrote: (bytes: number) => void = () => undefined,
): object {
  const { request, response } = exchange;
  const spool = (body: KeptBody): RecordedBody => spooled(body, spoolFolder(path), spoolAboveBytes, wrote);
  return {
    ...exchange,
    request: { ...request, body: spool(request.body) },
    response: response && { ...response, body: spool(response.body) },
  };
}

function spooled(
  body: KeptBody,
  folder: string,
  aboveBytes: number,
  wrote: (bytes: number) => void,
): RecordedBody {
  if (body.kept === "absent") return body;
  const bytes = body.kept === "text" ? Buffer.from(body.text, "latin1") : Buffer.from(body.base64, "base64");
  if (bytes.length <= aboveBytes) return body;
  const sha256Hex = createHash("sha256").update(bytes).digest("hex");
  if (writeOnce(folder, sha256Hex, bytes)) wrote(bytes.length);
  return { kept: "file", sha256Hex, bytes: bytes.length, as: body.kept, redacted: body.redacted };
}

function writeOnce(folder: string, name: string, bytes: Uint8Array): boolean {
  const path = join(folder, name);
  if (existsSync(path)) return false;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.new`;
  const fd = openSync(temporary, "w", 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
  return true;
}

/** The bytes behind a name; null when they are gone, too long, or not what the name says. Total. */
export function spooledBytes(folder: string, sha256Hex: string): Buffer | null {
  if (!/^[0-9a-f]{64}$/.test(sha256Hex)) return null;
  try {
    const path = join(folder, sha256Hex);
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > longestBodyBytes) return null;
    const bytes = readFileSync(path);
    return createHash("sha256").update(bytes).digest("hex") === sha256Hex ? bytes : null;
  } catch {
    return null;
  }
}
