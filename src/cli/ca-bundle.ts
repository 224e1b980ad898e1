// The combined CA file: most programs' CA variables replace the system's roots, so ours has to come together with them.
import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { rootCertificates } from "node:tls";

/** What goes into the file and where it is written. */
export interface CaBundleOptions {
  /** The folder; made with mode 0700 when it does not exist. */
  readonly folder: string;
  /** Our certificate. */
  readonly certificatePem: string;
  /** The user's environment: the files its CA variables name are added. */
  readonly environment: { readonly [name: string]: string | undefined };
  /** Further PEM files to add, such as `ca_certs_file` of a client's own configuration. */
  readonly extraFiles: readonly string[];
  /** Where the system keeps its roots; the first that can be read is taken. */
  readonly systemFiles?: readonly string[];
}

/** The file written, and notes for people about what could not be read. */
export interface CaBundle {
  readonly file: string;
  readonly certificates: number;
  readonly notes: readonly string[];
}

/** The system's roots as one PEM file: Debian, Fedora, openSUSE, RHEL, then Alpine, macOS and the BSDs. */
const systemBundles: readonly string[] = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** The user's own CA variables: the child's are about to be replaced, so what they name must not be lost. */
export const caVariables: readonly string[] = [
  "SSL_CERT_FILE",
  "AWS_CA_BUNDLE",
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "NODE_EXTRA_CA_CERTS",
  "GIT_SSL_CAINFO",
  "CARGO_HTTP_CAINFO",
  "PERL_LWP_SSL_CA_FILE",
  "HTTPLIB2_CA_CERTS",
  "DENO_CERT",
  "RCLONE_CA_CERT",
  "RESTIC_CACERT",
  "NIX_SSL_CERT_FILE",
];

const largestFileBytes = 16 * 1024 * 1024;
const mostFilesOfAFolder = 1000;
const certificateBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The file's name in the folder of the authority. */
export const caBundleName = "ca-bundle.pem";

/** Writes `ca-bundle.pem` into a folder (0644, temporary name and rename). Rejects with the system's error when it cannot. */
export async function writeCaBundle(options: CaBundleOptions): Promise<CaBundle> {
  const roots = await systemRoots(options.systemFiles ?? systemBundles);
  const named = caVariables.flatMap((name) => options.environment[name] ?? []).filter((file) => file !== "");
  const own = await readAll([...new Set([...named, ...options.extraFiles])]);
  const blocks = withoutRepeats([...certificates(options.certificatePem), ...own.blocks, ...roots]);
  const file = join(options.folder, caBundleName);
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  await writeInPlace(file, `${blocks.join("\n")}\n`);
  return { file, certificates: blocks.length, notes: own.notes };
}

/** Only certificates are copied: a file with a private key in it gives its certificates and nothing else. */
function certificates(pem: string): readonly string[] {
  return [...pem.matchAll(certificateBlock)].map((match) => match[0].replace(/\r\n?/g, "\n"));
}

async function systemRoots(files: readonly string[]): Promise<readonly string[]> {
  for (const file of files) {
    const blocks = await readFileBlocks(file).catch(() => []);
    if (blocks.length > 0) return blocks;
  }
  return rootCertificates;
}

async function readAll(
  paths: readonly string[],
): Promise<{ blocks: readonly string[]; notes: readonly string[] }> {
  const blocks: string[] = [];
  const notes: string[] = [];
  for (const path of paths) {
    try {
      const found = await certificatesIn(path);
      if (found.length === 0) notes.push(`${path} holds no certificate: left out of the CA bundle.`);
      blocks.push(...found);
    } catch {
      notes.push(`${path} cannot be read: left out of the CA bundle.`);
    }
  }
  return { blocks, notes };
}

/** The PEM certificates of a file or folder. Rejects with the system's error where it cannot be read. */
export async function certificatesIn(path: string): Promise<readonly string[]> {
  return (await stat(path)).isDirectory() ? readFolder(path) : readFileBlocks(path);
}

/** A folder of hashed certificates, as REQUESTS_CA_BUNDLE and OpenSSL allow. */
async function readFolder(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).sort().slice(0, mostFilesOfAFolder);
  const found = await Promise.all(names.map((name) => readFileBlocks(join(folder, name)).catch(() => [])));
  return found.flat();
}

async function readFileBlocks(file: string): Promise<readonly string[]> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    if (size > largestFileBytes) throw new Error(`${file} is larger than 16 MiB`);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, 0);
    return certificates(buffer.toString("latin1", 0, bytesRead));
  } finally {
    await handle.close();
  }
}

function withoutRepeats(blocks: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return blocks.filter((block) => {
    const body = block.replace(/\s+/g, "");
    return seen.has(body) ? false : seen.add(body);
  });
}

async function writeInPlace(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await open(temporary, "wx", 0o644);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
