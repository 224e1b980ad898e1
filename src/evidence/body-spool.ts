// Long bodies beside the evidence file: each in a file named by the hash of what it holds, whole before the record that names it.
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { KeptBody } from "../report/stored-exchange.ts";
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
const longestBytes = 32 * 1024 * 1024;

/** The folder of a file's long bodies. */
export function spoolFolder(evidenceFile: string): string {
  return `${evidenceFile}-bodies`;
}

/** The exchange with bodies above the limit moved into files. Throws what the file system throws. */
export function spooledBodies(exchange: RecordedExchange, evidenceFile: string, aboveBytes: number): object {
  const { request, response } = exchange;
  const spool = (body: KeptBody): RecordedBody => spooled(body, evidenceFile, aboveBytes);
  return {
    ...exchange,
    request: { ...request, body: spool(request.body) },
    response: response && { ...response, body: spool(response.body) },
  };
}

function spooled(body: KeptBody, evidenceFile: string, aboveBytes: number): RecordedBody {
  if (body.kept === "absent") return body;
  const bytes = body.kept === "text" ? Buffer.from(body.text, "latin1") : Buffer.from(body.base64, "base64");
  if (bytes.length <= aboveBytes) return body;
  const sha256Hex = createHash("sha256").update(bytes).digest("hex");
  writeOnce(spoolFolder(evidenceFile), sha256Hex, bytes);
  return { kept: "file", sha256Hex, bytes: bytes.length, as: body.kept, redacted: body.redacted };
}

function writeOnce(folder: string, name: string, bytes: Uint8Array): void {
  const path = join(folder, name);
  if (existsSync(path)) return;
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
}

/** The bytes behind a name; null when they are gone, too long, or not what the name says. Total. */
export function spooledBytes(folder: string, sha256Hex: string): Buffer | null {
  if (!/^[0-9a-f]{64}$/.test(sha256Hex)) return null;
  try {
    const path = join(folder, sha256Hex);
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > longestBytes) return null;
    const bytes = readFileSync(path);
    return createHash("sha256").update(bytes).digest("hex") === sha256Hex ? bytes : null;
  } catch {
    return null;
  }
}
