// A bundle read back: its files by place and length, lines one at a time. It may come from anyone; memory does not grow with it.
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { CountersignError } from "../http/countersign-error.ts";
import { longestBodyBytes } from "./body-spool.ts";
import type { EvidenceItem } from "./evidence-reader.ts";
import { itemOf, longestRecord } from "./evidence-reader.ts";
import { blockBytes, readTarHeader } from "./tar.ts";

/** One file of a bundle. */
export interface BundleFile {
  readonly name: string;
  /** Where its bytes begin. */
  readonly at: number;
  readonly bytes: number;
}

/** An open bundle. */
export interface BundleReader {
  readonly fd: number;
  readonly size: number;
  /** In order. */
  readonly files: readonly BundleFile[];
  /** Where the container stops being what countersign writes; null when it is so to its end. */
  readonly spoiltAt: number | null;
  close(): void;
}

/** Most files of a bundle that are looked at. */
const mostFiles = 100_000;

/** Opens a bundle. Throws ERR_FILE_UNREADABLE, ERR_EVIDENCE_UNREADABLE where not even its first file can be told. */
export function openBundle(path: string): BundleReader {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch (cause) {
    throw new CountersignError("ERR_FILE_UNREADABLE", "the bundle cannot be read", { cause });
  }
  try {
    const { size } = fstatSync(fd);
    const { files, spoiltAt } = filesOf(fd, size);
    if (files.length === 0)
      throw new CountersignError("ERR_EVIDENCE_UNREADABLE", "the file is no bundle of countersign");
    return { fd, size, files, spoiltAt, close: () => closeSync(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Whether a file's first bytes are those of a bundle. */
export function startsAsBundle(bytes: Uint8Array): boolean {
  if (bytes.length < blockBytes) return false;
  return readTarHeader(Buffer.from(bytes.subarray(0, blockBytes)))?.name === "facts.json";
}

function filesOf(fd: number, size: number): { files: BundleFile[]; spoiltAt: number | null } {
  const files: BundleFile[] = [];
  let at = 0;
  while (files.length < mostFiles) {
    const block = bytesAt(fd, at, blockBytes);
    const header = readTarHeader(block);
    if (header === null) return { files, spoiltAt: isEnd(fd, at, size) ? null : at };
    const end = at + blockBytes + header.bytes;
    const next = Math.ceil(end / blockBytes) * blockBytes;
    if (next > size || bytesAt(fd, end, next - end).some((byte) => byte !== 0))
      return { files, spoiltAt: at };
    files.push({ name: header.name, at: at + blockBytes, bytes: header.bytes });
    at = next;
  }
  return { files, spoiltAt: at };
}

function isEnd(fd: number, at: number, size: number): boolean {
  return size - at === 2 * blockBytes && bytesAt(fd, at, 2 * blockBytes).every((byte) => byte === 0);
}

/** Up to `bytes` bytes at a place; fewer at the end of the file. */
export function bytesAt(fd: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let at = 0;
  while (at < bytes) {
    const read = readSync(fd, buffer, at, bytes - at, position + at);
    if (read === 0) break;
    at += read;
  }
  return buffer.subarray(0, at);
}

/** A small file of the bundle, whole; null where there is none or it is longer than `longestBytes`. */
export function smallFile(bundle: BundleReader, name: string, longestBytes: number): Buffer | null {
  const file = bundle.files.find((each) => each.name === name);
  return file && file.bytes <= longestBytes ? bytesAt(bundle.fd, file.at, file.bytes) : null;
}

const pieceBytes = 256 * 1024;

/** The SHA-256 of a file of the bundle: lower-case hex. */
export function sha256Of(bundle: BundleReader, file: BundleFile): string {
  const hash = createHash("sha256");
  for (let at = 0; at < file.bytes; at += pieceBytes)
    hash.update(bytesAt(bundle.fd, file.at + at, Math.min(pieceBytes, file.bytes - at)));
  return hash.digest("hex");
}

/** The lines of a file, UTF-8, without their line feeds; a line that is too long or has no end throws ERR_EVIDENCE_UNREADABLE. */
export function* bundleLines(bundle: BundleReader, name: string): Generator<string> {
  const file = bundle.files.find((each) => each.name === name);
  if (!file) throw new CountersignError("ERR_EVIDENCE_UNREADABLE", `the bundle holds no ${name}`);
  let held: Buffer[] = [];
  let heldBytes = 0;
  for (let at = 0; at < file.bytes; at += pieceBytes) {
    const piece = bytesAt(bundle.fd, file.at + at, Math.min(pieceBytes, file.bytes - at));
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      yield Buffer.concat([...held, piece.subarray(from, end)]).toString("utf8");
      [held, heldBytes] = [[], 0];
      from = end + 1;
    }
    held.push(piece.subarray(from));
    heldBytes += piece.length - from;
    if (heldBytes > 4 * longestRecord)
      throw new CountersignError("ERR_EVIDENCE_UNREADABLE", `a line of ${name} is too long`);
  }
  if (heldBytes > 0)
    throw new CountersignError("ERR_EVIDENCE_UNREADABLE", `the last line of ${name} has no end`);
}

/** A line of exchanges.jsonl in its parts; null for anything that countersign does not write. Total. */
export function recordLine(
  line: string,
): { sequence: number; kind: string; hash: string; record: string } | null {
  const [, hash = "", kind = "", record = "", sequence = ""] =
    /^\{"hash":"([0-9a-f]{64})","kind":"([a-z]{1,16})","record":(\{.*\}),"sequence":([1-9]\d{0,14})\}$/s.exec(
      line,
    ) ?? [];
  return hash === "" ? null : { sequence: Number(sequence), kind, hash, record };
}

/** What a bundle holds, in order; a request nested in another stands behind it as an item of its own. Throws ERR_EVIDENCE_UNREADABLE. */
export function* bundleItems(bundle: BundleReader): Generator<EvidenceItem> {
  const bodies = new Map(bundle.files.map((file) => [file.name, file]));
  const bodyNamed = (sha256Hex: string): Buffer | null => {
    const file = bodies.get(`bodies/${sha256Hex}`);
    if (!file || file.bytes > longestBodyBytes || sha256Of(bundle, file) !== sha256Hex) return null;
    return bytesAt(bundle.fd, file.at, file.bytes);
  };
  for (const line of bundleLines(bundle, "exchanges.jsonl")) {
    const parts = recordLine(line);
    if (parts === null)
      throw new CountersignError("ERR_EVIDENCE_UNREADABLE", "a line of exchanges.jsonl is malformed");
    if (parts.kind !== "exchange" && parts.kind !== "gap") continue;
    const item = itemOf(parts.record, parts.sequence, bodyNamed);
    if (item === null)
      throw new CountersignError("ERR_EVIDENCE_UNREADABLE", `record ${parts.sequence} is malformed`);
    yield item;
  }
}
