// The local certificate authority: loaded or made on first run, mints a leaf for each host in memory.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { hostname } from "node:os";
import type { SecureContext } from "node:tls";
import { createSecureContext } from "node:tls";
import { CountersignError } from "../http/countersign-error.ts";
import type { StoredAuthority } from "./certificate-files.ts";
import {
  certificateFile,
  hasCompleteAuthority,
  readAuthority,
  unreadable,
  unwritable,
  writeAuthority,
} from "./certificate-files.ts";
import type { Issuer } from "./certificate-profile.ts";
import {
  authorityCertificate,
  certificateFromPem,
  leafCertificate,
  newKeyPair,
  privateKeyFromPem,
  privateKeyPem,
} from "./certificate-profile.ts";
import { withFolderLock } from "./folder-lock.ts";
import { LeafStore } from "./leaf-store.ts";

/** What the proxy and the `ca` command know of the authority. The private key stays inside. */
export interface CertificateAuthority {
  readonly certificateFile: string;
  readonly certificatePem: string;
  /** SHA-256 of the certificate: upper-case hex pairs with colons, as trust stores show it. */
  readonly fingerprintSha256: string;
  readonly notAfterEpochMs: number;
  /** The TLS context that answers as a host name or IP address; minted on first use. */
  secureContextFor(host: string): Promise<SecureContext>;
}

const dayMs = 86_400_000;
const warnedDays = 30;

/** A sentence when the authority ends within thirty days, or null: every client stops trusting it on that day. */
export function expiryWarning(
  { notAfterEpochMs }: Pick<CertificateAuthority, "notAfterEpochMs">,
  nowEpochMs: number,
): string | null {
  const days = Math.floor((notAfterEpochMs - nowEpochMs) / dayMs);
  if (days >= warnedDays) return null;
  const when = days < 1 ? "within a day" : days === 1 ? "in 1 day" : `in ${days} days`;
  return `the certificate authority expires ${when}; make a new one with: countersign ca rotate`;
}

/** Loads the authority of a folder, or makes one there. Throws ERR_CA_MODE, ERR_CA_UNREADABLE, ERR_CA_EXPIRED. */
export async function openCertificateAuthority(folder: string): Promise<CertificateAuthority> {
  if (!hasCompleteAuthority(folder)) return await exclusively(folder, () => openOrMake(folder));
  return await openOrMake(folder);
}

/** Makes a new authority in a folder in place of any that is there; clients must then trust the new one. */
export async function rotateCertificateAuthority(folder: string): Promise<CertificateAuthority> {
  return await exclusively(folder, () => make(folder));
}

async function openOrMake(folder: string): Promise<CertificateAuthority> {
  const stored = await readAuthority(folder);
  return stored === null ? await make(folder) : await authorityFrom(folder, stored);
}

/** Runs an action that may write the authority while no other process does. */
async function exclusively<T>(folder: string, action: () => Promise<T>): Promise<T> {
  try {
    return await withFolderLock(folder, action);
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    throw unwritable(folder, cause);
  }
}

async function make(folder: string): Promise<CertificateAuthority> {
  const keys = await newKeyPair();
  const certificate = await authorityCertificate(keys, hostname(), Date.now());
  const made = {
    certificatePem: `${certificate.toString("pem")}\n`,
    privateKeyPem: await privateKeyPem(keys.privateKey),
  };
  await writeAuthority(folder, made);
  return await authorityFrom(folder, made);
}

async function authorityFrom(folder: string, stored: StoredAuthority): Promise<CertificateAuthority> {
  const issuer = await issuerFrom(folder, stored);
  const leafKeys = await newKeyPair();
  const leafKeyPem = await privateKeyPem(leafKeys.privateKey);
  const leaves = new LeafStore(async (host, nowEpochMs) => {
    const leaf = await leafCertificate(issuer, leafKeys.publicKey, host, nowEpochMs);
    // No client is ever asked for a certificate: an empty list spares each context the load of all known roots.
    const context = createSecureContext({
      key: leafKeyPem,
      cert: leaf.toString("pem"),
      ca: [],
      minVersion: "TLSv1.2",
    });
    return { context, notAfterEpochMs: leaf.notAfter.getTime() };
  });
  return {
    certificateFile: certificateFile(folder),
    certificatePem: stored.certificatePem,
    fingerprintSha256: new X509Certificate(stored.certificatePem).fingerprint256,
    notAfterEpochMs: issuer.certificate.notAfter.getTime(),
    secureContextFor: (host) => leaves.contextFor(host, Date.now()),
  };
}

async function issuerFrom(folder: string, stored: StoredAuthority): Promise<Issuer> {
  let issuer: Issuer;
  try {
    const certificate = certificateFromPem(stored.certificatePem);
    issuer = { certificate, privateKey: await privateKeyFromPem(stored.privateKeyPem) };
    new X509Certificate(stored.certificatePem);
  } catch (cause) {
    throw unreadable(folder, "a file is damaged", cause);
  }
  if (!keyMatches(stored)) throw unreadable(folder, "the key does not belong to the certificate");
  if (issuer.certificate.notAfter.getTime() <= Date.now()) {
    throw new CountersignError("ERR_CA_EXPIRED", `the certificate authority in ${folder} has expired`, {
      hint: "make a new one with: countersign ca rotate",
    });
  }
  return issuer;
}

function keyMatches(stored: StoredAuthority): boolean {
  return new X509Certificate(stored.certificatePem).checkPrivateKey(createPrivateKey(stored.privateKeyPem));
}
