// The key that signs this installation's evidence, and the place where runs leave theirs: the state folder, its owner's alone.
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { CountersignError } from "../http/countersign-error.ts";

const keyName = "evidence-key.pem";

/** Reads the key of a state folder as PEM (PKCS #8), and makes folder and key where there are none: 0700 and 0600. */
export function evidenceKeyPem(stateFolder: string): string {
  const path = join(stateFolder, keyName);
  try {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    return readKey(path) ?? makeKey(path);
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    throw new CountersignError(
      "ERR_FILE_UNWRITABLE",
      `the key for evidence cannot be kept in ${stateFolder}`,
      {
        hint: "make the folder yours and writable, or start with --evidence off",
        cause,
      },
    );
  }
}

function readKey(path: string): string | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > 4096 || (process.platform !== "win32" && (stat.mode & 0o077) !== 0)) {
      throw new CountersignError("ERR_EVIDENCE_KEY", `the key ${path} may be read by others, or is no key`, {
        hint: "chmod 600 it; if others may have read it, delete it: the next run makes a new one",
      });
    }
    const pem = readFileSync(fd, "utf8");
    if (!isKey(pem))
      throw new CountersignError("ERR_EVIDENCE_KEY", `the file ${path} holds no Ed25519 key`, {
        hint: "put the right one back; if there is none, delete it: the next run makes a new one",
      });
    return pem;
  } finally {
    closeSync(fd);
  }
}

function isKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "ed25519";
  } catch {
    return false;
  }
}

/** Two runs may start at once: the key of the one that comes first counts. */
function makeKey(path: string): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, pem, { mode: 0o600, flag: "wx" });
  try {
    chmodSync(temporary, 0o600);
    linkSync(temporary, path);
    return pem;
  } catch (error) {
    const other = (error as NodeJS.ErrnoException).code === "EEXIST" ? readKey(path) : null;
    if (other === null) throw error;
    return other;
  } finally {
    unlinkSync(temporary);
  }
}
