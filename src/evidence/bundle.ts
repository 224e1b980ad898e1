// A sealed bundle: the records of an evidence file, what was made from them for reading, a manifest and its signature, in one file.
import { createHash, sign } from "node:crypto";
import { closeSync, openSync, readdirSync, unlinkSync, writeSync } from "node:fs";
import { CountersignError } from "../http/countersign-error.ts";
import { isoTime } from "../report/examination-json.ts";
import { spooledBytes, spoolFolder } from "./body-spool.ts";
import { bundleReadme } from "./bundle-words.ts";
import { canonicalJson } from "./canonical-json.ts";
import { keyIdOf, privateKeyOf, publicKeyPem } from "./chain.ts";
import type { EvidenceReader } from "./evidence-reader.ts";
import { asDamage, blobText, openEvidenceReader } from "./evidence-reader.ts";
import { blockBytes, tarEnd, tarHeader, tarPadding } from "./tar.ts";

/** A file to put beside the records: `exchanges.har`, `report.html`. */
export interface BundleEntry {
  /** Letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** What a bundle is made of. */
export interface BundleOptions {
  readonly evidenceFile: string;
  /** Where the bundle goes; it must not exist. */
  readonly output: string;
  readonly entries: readonly BundleEntry[];
  /** Private key of the installation: PEM. */
  readonly keyPem: string;
  /** Version of countersign. */
  readonly version: string;
  readonly nowEpochMs: number;
}

/** Names a bundle uses itself. */
export const ownNames: readonly string[] = [
  "README.txt",
  "facts.json",
  "environment.json",
  "exchanges.jsonl",
  "checkpoints.jsonl",
  "public-key.pem",
  "manifest.json",
  "manifest.sig",
];

interface Writing {
  readonly fd: number;
  at: number;
  readonly files: { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

/** Writes a bundle, with mode 0600, and gives the hash of the chain's head. Throws ERR_FILE_UNWRITABLE, ERR_EVIDENCE_UNREADABLE. */
export function writeBundle(options: BundleOptions): { readonly records: number; readonly head: string } {
  for (const { name } of options.entries)
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(name) || ownNames.includes(name))
      throw new CountersignError("ERR_OPTION_INVALID", `a bundle cannot hold a file named ${name}`);
  const reader = openEvidenceReader(options.evidenceFile);
  try {
    // The file may still be written: records and the signatures over them are those of one moment.
    reader.database.exec("BEGIN");
    return written(reader, options);
  } finally {
    reader.close();
  }
}

function written(reader: EvidenceReader, options: BundleOptions): { records: number; head: string } {
  const fd = create(options.output);
  const writing: Writing = { fd, at: 0, files: [] };
  try {
    const result = parts(writing, reader, options);
    put(writing, tarEnd);
    return result;
  } catch (error) {
    unlinkSync(options.output);
    throw isOfSystem(error) ? unwritable(options.output, error) : asDamage(error);
  } finally {
    closeSync(fd);
  }
}

function create(path: string): number {
  try {
    return openSync(path, "wx", 0o600);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): CountersignError {
  return new CountersignError("ERR_FILE_UNWRITABLE", `the bundle ${path} cannot be written`, {
    hint: "name a file that does not exist, in a folder that is yours and where there is room",
    cause,
  });
}

/** A failure of the file system: what is read is SQLite's, which has codes of its own. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

function parts(
  writing: Writing,
  reader: EvidenceReader,
  options: BundleOptions,
): { records: number; head: string } {
  const key = privateKeyOf(options.keyPem);
  const keyId = keyIdOf(key);
  const createdAt = isoTime(options.nowEpochMs) ?? "";
  const { facts } = reader;
  file(writing, "facts.json", [canonicalJson(facts)]);
  file(writing, "environment.json", [canonicalJson(environmentOf(options, createdAt))]);
  const chain = { records: 0, head: "" };
  file(writing, "exchanges.jsonl", recordLines(reader, chain));
  file(writing, "checkpoints.jsonl", checkpointLines(reader));
  for (const name of spooledNames(options.evidenceFile)) {
    const bytes = spooledBytes(spoolFolder(options.evidenceFile), name);
    if (bytes !== null) file(writing, `bodies/${name}`, [bytes]);
  }
  for (const { name, content } of options.entries) file(writing, name, [content]);
  file(writing, "README.txt", [
    bundleReadme({ version: options.version, createdAt, keyId, head: chain.head }),
  ]);
  file(writing, "public-key.pem", [publicKeyPem(key)]);
  const { files } = writing;
  const manifest = canonicalJson({
    schema: "countersign.bundle/1",
    createdAt,
    version: options.version,
    keyId,
    ...chain,
    files,
  });
  file(writing, "manifest.json", [manifest]);
  file(writing, "manifest.sig", [sign(null, Buffer.from(manifest), key)]);
  return chain;
}

function environmentOf({ version }: BundleOptions, createdAt: string): object {
  return {
    countersign: version,
    node: process.version,
    platform: process.platform,
    architecture: process.arch,
    createdAt,
  };
}

function* recordLines(reader: EvidenceReader, chain: { records: number; head: string }): Generator<string> {
  for (const { sequence, kind, hash, record } of reader.records()) {
    chain.records += 1;
    chain.head = hash;
    yield `{"hash":"${hash}","kind":"${kind}","record":${record},"sequence":${sequence}}\n`;
  }
}

function* checkpointLines({ database }: EvidenceReader): Generator<string> {
  const rows = database.prepare(
    "SELECT sequence, CAST(hash AS BLOB) AS hash, CAST(signed_at AS BLOB) AS at, CAST(signature AS BLOB) AS signature FROM checkpoints ORDER BY sequence",
  );
  for (const { sequence, hash, at, signature } of rows.all())
    yield `${canonicalJson({ sequence, hash: blobText(hash), signedAt: blobText(at), signature: blobText(signature) })}\n`;
}

function spooledNames(evidenceFile: string): string[] {
  try {
    return readdirSync(spoolFolder(evidenceFile))
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** Writes one file: its header last, when its length is known. */
function file(writing: Writing, name: string, pieces: Iterable<string | Uint8Array>): void {
  const headerAt = writing.at;
  writing.at += blockBytes;
  const hash = createHash("sha256");
  let bytes = 0;
  for (const piece of pieces) {
    const data = typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
    hash.update(data);
    bytes += data.length;
    put(writing, data);
  }
  put(writing, tarPadding(bytes));
  whole(writing.fd, tarHeader(name, bytes), headerAt);
  writing.files.push({ name, bytes, sha256: hash.digest("hex") });
}

function put(writing: Writing, data: Uint8Array): void {
  whole(writing.fd, data, writing.at);
  writing.at += data.length;
}

function whole(fd: number, data: Uint8Array, position: number): void {
  for (let at = 0; at < data.length; ) at += writeSync(fd, data, at, data.length - at, position + at);
}
