// Files that doctor reads: the shared AWS files and those that certificate variables name.
import { readFile, stat } from "node:fs/promises";
import { parseIniFile } from "../credentials/ini-file.ts";
import type { Environment } from "../credentials/load-knowledge.ts";
import { sharedFiles } from "../credentials/load-knowledge.ts";
import type { CertificateFile, SharedFile } from "../doctor/surroundings.ts";
import { caVariables, certificatesIn } from "./ca-bundle.ts";

const largestFileBytes = 4 * 1024 * 1024;

/** Both shared files, read or not. */
export async function readSharedFiles(
  environment: Environment,
  home: string,
): Promise<readonly SharedFile[]> {
  const { credentials, config } = sharedFiles(environment, home);
  return Promise.all([readShared("credentials", credentials, home), readShared("config", config, home)]);
}

async function readShared(role: SharedFile["role"], path: string, home: string): Promise<SharedFile> {
  const place = home !== "" && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  const absent = { role, path, place, mode: null, byteOrderMark: false, entries: [] } as const;
  try {
    const facts = await stat(path);
    if (!facts.isFile() || facts.size > largestFileBytes) return { ...absent, state: "unreadable" };
    const { entries, byteOrderMark } = parseIniFile(await readFile(path, "utf8"));
    const mode = process.platform === "win32" ? null : facts.mode & 0o777;
    return { ...absent, state: "read", mode, byteOrderMark, entries };
  } catch (error) {
    return { ...absent, state: isMissing(error) ? "missing" : "unreadable" };
  }
}

/** Every certificate variable that is set. `ours`: the PEM text of countersign's certificate, or null. */
export async function readCertificateFiles(
  environment: Environment,
  ours: string | null,
): Promise<readonly CertificateFile[]> {
  const set = caVariables.flatMap((variable) => {
    const path = environment[variable];
    return path ? [{ variable, path }] : [];
  });
  return Promise.all(set.map(({ variable, path }) => readCertificates(variable, path, ours)));
}

async function readCertificates(
  variable: string,
  path: string,
  ours: string | null,
): Promise<CertificateFile> {
  try {
    const blocks = (await certificatesIn(path)).map(bare);
    const holdsOurs = ours !== null && blocks.includes(bare(ours));
    return { variable, path, state: "read", certificates: blocks.length, holdsOurs };
  } catch (error) {
    const state = isMissing(error) ? "missing" : "unreadable";
    return { variable, path, state, certificates: 0, holdsOurs: false };
  }
}

function bare(pem: string): string {
  return pem.replace(/\s+/g, "");
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
