// s3cmd reads its proxy from its configuration only, so it is given the user's configuration with the proxy added:
// in memory, in a file that has no name, so that the secrets in it never reach the disk.
import { randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { wrapped } from "../credentials/credential-sections.ts";
import { parseIniFile } from "../credentials/ini-file.ts";
import type { KnownCredentials } from "../sigv4/known-credentials.ts";
import { recognisedClients } from "./child-clients.ts";

/** What the configuration is made from. */
export interface S3cmdInput {
  readonly command: readonly string[];
  readonly environment: { readonly [name: string]: string | undefined };
  readonly home: string;
}

/** The user's own configuration, as s3cmd would find it. */
export interface S3cmdConfiguration {
  /** For people: the path of the file, or where the text came from without one. */
  readonly source: string;
  /** Empty without a file. Holds secrets: it must stay in memory. */
  readonly text: string;
  /** Where `-c FILE` or `--config=FILE` stands in the command; null when it is not given in so many arguments. */
  readonly argument: { readonly index: number; readonly prefix: string } | null;
}

/** What to do for a command that runs s3cmd. */
export interface PreparedS3cmd {
  /** The user's own CA file, which the bundle has to hold as well. */
  readonly caFiles: readonly string[];
  /** The keys of the configuration: without them s3cmd's signatures could not be verified. */
  readonly credentials: readonly KnownCredentials[];
  /** The user's own proxy, to become countersign's: `http://HOST:PORT`; null without one. */
  readonly upstreamProxy: string | null;
  /** Opens the configuration and gives its path; null where it cannot be done. */
  open(additions: S3cmdAdditions): string | null;
  /** The command, with `-c FILE` pointed at what was opened. */
  command(): readonly string[];
  close(): void;
}

/** What to add to the configuration. */
export interface S3cmdAdditions {
  readonly proxyUrl: string;
  readonly bundleFile: string;
}

/** An open configuration: its path for the child, and how to let go of it. */
export interface OpenS3cmdConfiguration {
  readonly path: string;
  close(): void;
}

const largestFileBytes = 1024 * 1024;

/** Prepares s3cmd's configuration for a command that shows s3cmd; null for others. Notes are sentences for people. */
export function prepareS3cmd(input: S3cmdInput, note: (text: string) => void): PreparedS3cmd | null {
  if (!recognisedClients(input.command).some((client) => client.readsS3cmdConfiguration)) return null;
  const found = findS3cmdConfiguration(input);
  if (found === null) {
    note("s3cmd's configuration is left as it is: add proxy_host and proxy_port to it to see its calls.");
    return null;
  }
  const caFile = s3cmdOption(found.text, "ca_certs_file");
  let opened: OpenS3cmdConfiguration | null = null;
  return {
    caFiles: caFile === null ? [] : [caFile],
    credentials: configuredCredentials(found, input.environment),
    upstreamProxy: configuredProxy(found.text, note),
    open: (additions) => {
      opened = openInMemory(s3cmdText(found.text, additions));
      if (opened === null)
        note("s3cmd's proxy cannot be set here: add proxy_host and proxy_port to its configuration.");
      return opened?.path ?? null;
    },
    command: () =>
      opened === null ? input.command : commandWithConfiguration(input.command, found.argument, opened.path),
    close: () => opened?.close(),
  };
}

/** A value that begins with `$` is the name of a variable to s3cmd. */
function configuredCredentials(
  { text, source }: S3cmdConfiguration,
  environment: S3cmdInput["environment"],
): readonly KnownCredentials[] {
  const option = (name: string): string => {
    const value = s3cmdOption(text, name) ?? "";
    return value.startsWith("$") ? (environment[value.slice(1)] ?? "") : value;
  };
  const [accessKeyId, secretAccessKey] = [option("access_key"), option("secret_key")];
  if (accessKeyId === "" || secretAccessKey === "") return [];
  return wrapped({ accessKeyId, secretAccessKey, sessionToken: option("access_token"), source }).credentials;
}

/** A proxy on this machine is left out: it may be countersign itself, of a terminal set up by hand. */
function configuredProxy(text: string, note: (text: string) => void): string | null {
  const host = s3cmdOption(text, "proxy_host");
  if (host === null) return null;
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host)) {
    note(`s3cmd's own proxy on this machine (${host}) is passed over; --upstream-proxy keeps it.`);
    return null;
  }
  const port = s3cmdOption(text, "proxy_port") ?? "3128";
  return `http://${host}:${port}`;
}

/**
 * Finds the configuration: `-c FILE` after s3cmd's name, S3CMD_CONFIG, or `.s3cfg` in the home folder (s3cmd 2.3).
 * Null when there is one that cannot be read twice (a pipe) or at all, or when s3cmd is about to write it.
 */
export function findS3cmdConfiguration(input: S3cmdInput): S3cmdConfiguration | null {
  if (input.command.includes("--configure")) return null;
  const argument = configurationArgument(input.command);
  const file = argument?.file ?? (input.environment.S3CMD_CONFIG || join(input.home, ".s3cfg"));
  const read = readRegularFile(file);
  if (read === "absent" && argument === null) return withoutFile(input);
  if (typeof read === "string") return null;
  return {
    source: file,
    text: read.text,
    argument: argument === null ? null : { index: argument.index, prefix: argument.prefix },
  };
}

/** The value of an option as s3cmd reads it: the last one given, without quotes; null when absent or empty. */
export function s3cmdOption(text: string, option: string): string | null {
  const lines = [...text.matchAll(/^[^\S\n]*(\w+)[^\S\n]*=[^\S\n]*(.*)$/gm)].filter(
    (match) => match[1] === option,
  );
  const value =
    lines
      .at(-1)?.[2]
      ?.trim()
      .replace(/^"(.*)"$/, "$1") ?? "";
  return value === "" ? null : value;
}

/**
 * Without any file s3cmd reads a profile, if AWS_PROFILE or AWS_CREDENTIAL_FILE is set. It would not look there once it
 * has a configuration, so the profile's keys go into the text.
 */
function withoutFile(input: S3cmdInput): S3cmdConfiguration {
  const { AWS_PROFILE: profile, AWS_CREDENTIAL_FILE: named } = input.environment;
  const none = { source: "the environment", text: "", argument: null };
  if (profile === undefined && named === undefined) return none;
  const file = [named ?? "", join(input.home, ".aws", "credentials")].find(
    (each) => typeof readRegularFile(each) !== "string",
  );
  const read = file === undefined ? "absent" : readRegularFile(file);
  if (typeof read === "string") return none;
  const section = profile ?? "default";
  const entries = parseIniFile(read.text).entries.filter((entry) => entry.section === section);
  const lines = entries.flatMap(({ key, value }) => {
    const option = profileOptions.get(key);
    return option === undefined ? [] : [`${option} = ${value}`];
  });
  return { ...none, source: `profile ${section} of ${file}`, text: ["[default]", ...lines, ""].join("\n") };
}

const profileOptions: ReadonlyMap<string, string> = new Map([
  ["aws_access_key_id", "access_key"],
  ["aws_secret_access_key", "secret_key"],
  ["aws_session_token", "access_token"],
]);

/** The user's text with our proxy and CA bundle last: of an option given twice s3cmd takes the last. */
export function s3cmdText(text: string, additions: S3cmdAdditions): string {
  const { hostname, port } = new URL(additions.proxyUrl);
  const lines = [
    text.replace(/^\ufeff/, ""),
    "[default]",
    `proxy_host = ${hostname}`,
    `proxy_port = ${port === "" ? "80" : port}`,
    `ca_certs_file = ${additions.bundleFile}`,
    "",
  ];
  return lines.join("\n");
}

/**
 * Puts a text into a file of the memory file system that has no name, readable as `/proc/PID/fd/N` by the same user as
 * often as liked, behind any wrapper. Null where there is no such file system (outside Linux).
 */
export function openInMemory(text: string, folder: string = "/dev/shm"): OpenS3cmdConfiguration | null {
  if (process.platform !== "linux") return null;
  try {
    const name = join(folder, `countersign-${process.pid}-${randomBytes(8).toString("hex")}`);
    const descriptor = openSync(name, "wx+", 0o600);
    unlinkSync(name);
    writeSync(descriptor, text);
    return { path: `/proc/${process.pid}/fd/${descriptor}`, close: () => closeSync(descriptor) };
  } catch {
    return null;
  }
}

/** The command with its `-c FILE` pointed at the open configuration. */
export function commandWithConfiguration(
  command: readonly string[],
  argument: S3cmdConfiguration["argument"],
  path: string,
): readonly string[] {
  if (argument === null) return command;
  return command.map((word, index) => (index === argument.index ? `${argument.prefix}${path}` : word));
}

function configurationArgument(
  command: readonly string[],
): { index: number; prefix: string; file: string } | null {
  const start = command.findIndex((word) => /(?:^|[/\\])s3cmd(?:\.exe)?$/.test(word));
  if (start < 0) return null;
  for (let index = start + 1; index < command.length && command[index] !== "--"; index += 1) {
    const word = command[index] ?? "";
    const joined = /^(--config=|-c(?!onfig))(.+)$/s.exec(word);
    if (joined !== null) return { index, prefix: joined[1] ?? "", file: joined[2] ?? "" };
    const file = command[index + 1];
    if ((word === "-c" || word === "--config") && file !== undefined)
      return { index: index + 1, prefix: "", file };
  }
  return null;
}

function readRegularFile(file: string): { readonly text: string } | "absent" | "unreadable" {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    if (status === undefined) return "absent";
    const usable = status.isFile() && status.size <= largestFileBytes;
    return usable ? { text: readFileSync(file, "utf8") } : "unreadable";
  } catch {
    return "unreadable";
  }
}
