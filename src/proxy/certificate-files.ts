// The authority's two files: written whole or not at all, readable by their owner only, and refused when they are not.
import { constants, existsSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { chmod, mkdir, open, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "../http/countersign-error.ts";

/** The authority as stored: PEM texts. */
export interface StoredAuthority {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

const keyName = "ca-key.pem";
const certificateName = "ca.pem";

/** Where the authority's certificate is kept: the file clients are told to trust. */
export function certificateFile(folder: string): string {
  return join(folder, certificateName);
}

/** Reads a stored authority, or null when there is none; throws ERR_CA_MODE or ERR_CA_UNREADABLE. */
export async function readAuthority(folder: string): Promise<StoredAuthority | null> {
  const privateKeyPem = await readPrivate(join(folder, keyName));
  const certificatePem = await readRegular(certificateFile(folder), null);
  if (privateKeyPem === null && certificatePem === null) return null;
  if (privateKeyPem === null || certificatePem === null) {
    throw unreadable(folder, `the ${privateKeyPem === null ? "key" : "certificate"} is missing`);
  }
  await refuseWideFolder(folder);
  return { certificatePem, privateKeyPem };
}

/** Writes an authority: folder 0700, key 0600, each file whole by rename. */
export async function writeAuthority(folder: string, authority: StoredAuthority): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx", mode: 0o600 }).catch(ignoreExisting);
    await writeWhole(join(folder, keyName), authority.privateKeyPem, 0o600);
    await writeWhole(certificateFile(folder), authority.certificatePem, 0o644);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/** Whether both files are there: whoever finds one alone may have come while another process was writing. */
export function hasCompleteAuthority(folder: string): boolean {
  return existsSync(join(folder, keyName)) && existsSync(certificateFile(folder));
}

/** The error for a folder that cannot be written. */
export function unwritable(folder: string, cause: unknown): CountersignError {
  return new CountersignError("ERR_FILE_UNWRITABLE", `cannot write the certificate authority to ${folder}`, {
    hint: "choose another folder with --certs",
    cause,
  });
}

/** The error for stored files that cannot serve. */
export function unreadable(folder: string, why: string, cause?: unknown): CountersignError {
  return new CountersignError(
    "ERR_CA_UNREADABLE",
    `the certificate authority in ${folder} cannot be used: ${why}`,
    {
      hint: "make a new one with: countersign ca rotate",
      ...(cause === undefined ? {} : { cause }),
    },
  );
}

async function readPrivate(file: string): Promise<string | null> {
  return await readRegular(file, 0o077);
}

/** Reads a small regular file without following a link at its end; modes in `forbidden` refuse it. */
async function readRegular(file: string, forbidden: number | null): Promise<string | null> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw unreadable(file, "the file cannot be opened", cause);
  }
  try {
    const facts = await handle.stat();
    if (!facts.isFile() || facts.size > 65536) throw unreadable(file, "not a small regular file");
    if (forbidden !== null) refuseWideFile(file, facts.mode, facts.uid);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

function refuseWideFile(file: string, mode: number, uid: number): void {
  if (process.platform === "win32") return;
  if ((mode & 0o077) !== 0) throw wide(file, "600");
  if (uid !== process.getuid?.()) throw unreadable(file, "it belongs to another user");
}

async function refuseWideFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  if (((await stat(folder)).mode & 0o077) !== 0) throw wide(folder, "700");
}

function wide(path: string, mode: string): CountersignError {
  return new CountersignError("ERR_CA_MODE", `${path} can be read by other users of this machine`, {
    hint: `close it with: chmod ${mode} '${path.replaceAll("'", `'\\''`)}'`,
  });
}

async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await unlink(temporary).catch(() => undefined);
  const handle = await open(temporary, "wx", mode);
  try {
    await handle.writeFile(text);
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
}
