// Where known credentials come from: the environment, the shared files with all their profiles, and files named on the command line.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "../http/countersign-error.ts";
import type { Knowledge, KnownCredentials, KnownSigningKey } from "../sigv4/known-credentials.ts";
import { revealSecret } from "../sigv4/secret.ts";
import type { FoundCredentials } from "./credential-sections.ts";
import { sectionCredentials, wrapped } from "./credential-sections.ts";
import { parseIniFile } from "./ini-file.ts";

/** Environment variables as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What to look at. */
export interface KnowledgeOptions {
  readonly environment: Environment;
  /** Files named by the user: each must be readable and hold credentials. */
  readonly files: readonly string[];
  /** Whether the environment and the shared files are read as well. */
  readonly defaultCredentials: boolean;
  readonly signingKeys: readonly KnownSigningKey[];
  /** The user's home folder. */
  readonly home: string;
}

/** What is known, with notes for people that hold no secret. */
export interface LoadedKnowledge {
  readonly knowledge: Knowledge;
  readonly notes: readonly string[];
}

/** Paths of the shared files (SDKs and Tools Reference Guide, "Location of the shared config and credentials files"). */
export function sharedFiles(environment: Environment, home: string): { credentials: string; config: string } {
  const place = (given: string | undefined, name: string): string =>
    given ? given.replace(/^~(?=[/\\])/, () => home) : join(home, ".aws", name);
  return {
    credentials: place(environment.AWS_SHARED_CREDENTIALS_FILE, "credentials"),
    config: place(environment.AWS_CONFIG_FILE, "config"),
  };
}

/** Loads everything known. Throws ERR_CREDENTIALS_UNREADABLE for a named file that cannot be read or holds no credentials. */
export async function loadKnowledge(options: KnowledgeOptions): Promise<LoadedKnowledge> {
  const found: FoundCredentials[] = [];
  for (const file of options.files) found.push(await fromNamedFile(file));
  if (options.defaultCredentials) {
    found.push(fromEnvironment(options.environment));
    const shared = sharedFiles(options.environment, options.home);
    found.push(await fromSharedFile(shared.credentials, options.home));
    found.push(await fromSharedFile(shared.config, options.home));
  }
  const credentials = withoutRepeats(found.flatMap((each) => each.credentials));
  return {
    knowledge: { credentials, signingKeys: options.signingKeys },
    notes: found.flatMap((each) => each.notes),
  };
}

function fromEnvironment(environment: Environment): FoundCredentials {
  return wrapped({
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? "",
    sessionToken: environment.AWS_SESSION_TOKEN ?? environment.AWS_SECURITY_TOKEN ?? "",
    source: "the environment",
  });
}

async function fromNamedFile(file: string): Promise<FoundCredentials> {
  const text = await readText(file).catch((cause: unknown) => {
    throw new CountersignError(
      "ERR_CREDENTIALS_UNREADABLE",
      `the credentials file ${file} cannot be read: ${reasonOf(cause)}`,
      {
        hint: "check the path given with --credentials and the file's permissions",
        cause,
      },
    );
  });
  const ini = parseIniFile(text);
  const found = sectionCredentials(ini, file);
  if (found.credentials.length > 0 || meantEmpty(text)) return found;
  throw new CountersignError(
    "ERR_CREDENTIALS_UNREADABLE",
    `the credentials file ${file} holds no key id with a secret access key`,
    {
      hint: "write a section such as [default] with aws_access_key_id and aws_secret_access_key",
    },
  );
}

/** A file of nothing but comments and blank lines says that no secret is known. */
function meantEmpty(text: string): boolean {
  return text.split(/\r\n|\n|\r/).every((line) => /^\ufeff?\s*(?:[#;].*|\[[^\]]*\]\s*)?$/.test(line));
}

async function fromSharedFile(file: string, home: string): Promise<FoundCredentials> {
  const place = home !== "" && file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
  try {
    return sectionCredentials(parseIniFile(await readText(file)), place);
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR")
      return { credentials: [], notes: [] };
    return { credentials: [], notes: [`${place} cannot be read: ${reasonOf(error)}`] };
  }
}

/** Largest ini file that is read, in bytes. */
const largestFile = 4 * 1024 * 1024;

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file);
  if (bytes.length > largestFile) throw new Error("it is larger than 4 MiB");
  return bytes.toString("utf8");
}

/** One set for each key id and secret, the first source winning, so that a search does not try the same key twice. */
function withoutRepeats(credentials: readonly KnownCredentials[]): KnownCredentials[] {
  const seen = new Map<string, Set<string>>();
  return credentials.filter((known) => {
    const secrets = seen.get(known.accessKeyId) ?? new Set<string>();
    seen.set(known.accessKeyId, secrets);
    const text = revealSecret(known.secretAccessKey);
    if (secrets.has(text)) return false;
    secrets.add(text);
    return true;
  });
}

function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

function reasonOf(error: unknown): string {
  const words: Record<string, string> = {
    ENOENT: "there is no such file",
    EACCES: "permission denied",
    EISDIR: "it is a folder",
  };
  return words[errorCode(error) ?? ""] ?? (error instanceof Error ? error.message : "unknown reason");
}
