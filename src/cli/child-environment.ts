// The environment that sends a command's AWS traffic through the proxy. Pure: what is set and what is taken away, as values.
import { delimiter } from "node:path";
import type { ChildClient } from "./child-clients.ts";
import { recognisedClients } from "./child-clients.ts";
import { childNoProxy } from "./child-no-proxy.ts";
import { trustStorePassword } from "./java-trust-store.ts";
import { nodeOptions } from "./node-options.ts";

/** What the environment is made from. */
export interface ChildEnvironmentInput {
  /** `http://127.0.0.1:8080`. */
  readonly proxyUrl: string;
  /** PEM file with our certificate alone. */
  readonly certificateFile: string;
  /** PEM file with the system's roots, the user's own and ours: most variables replace the system's roots. */
  readonly bundleFile: string;
  readonly parent: Environment;
  /** The command and its arguments; empty when the variables are for a terminal. */
  readonly command: readonly string[];
  /** The `--intercept` patterns. */
  readonly intercept: readonly string[];
  /** Where s3cmd finds its configuration with the proxy in it; null when it was not prepared. */
  readonly s3cmdConfiguration: string | null;
  /** The file that Node.js programs load to be led through the proxy. */
  readonly nodePreload: string;
  /** A trust store with our certificate for Java programs; null when none was made. */
  readonly javaTrustStore: string | null;
  /** A folder with an ini file that names the bundle, for PHP programs; null when none was made. */
  readonly phpIniFolder: string | null;
  /** Example credentials for a sandbox where none are known; null otherwise. */
  readonly exampleCredentials: ExampleCredentials | null;
}

export type Environment = { readonly [name: string]: string | undefined };

/** Credentials of AWS's documentation: they open nothing. */
export interface ExampleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Variables to set and to take away, and what the user should be told about it. */
export interface ChildEnvironment {
  readonly set: { readonly [name: string]: string };
  readonly removed: readonly string[];
  readonly notes: readonly string[];
}

/** The variables for one command, or for a terminal when the command is empty. */
export function childEnvironment(input: ChildEnvironmentInput): ChildEnvironment {
  const clients = recognisedClients(input.command);
  const noProxy = childNoProxy([input.parent.NO_PROXY ?? "", input.parent.no_proxy ?? ""], input.intercept);
  const removed = [...new Set(clients.flatMap((client) => client.withheld))];
  const all: Record<string, string> = {
    ...proxyVariables(input.proxyUrl, noProxy.value),
    ...certificateVariables(input),
    ...clientVariables(input, clients),
    ...nodeVariables(input),
    ...phpVariables(input),
    ...sandboxVariables(input),
    COUNTERSIGN_ACTIVE: "1",
    COUNTERSIGN_PROXY: input.proxyUrl,
  };
  const set = Object.fromEntries(Object.entries(all).filter(([name]) => !removed.includes(name)));
  return {
    set,
    removed: removed.filter((name) => input.parent[name] !== undefined),
    notes: notes(input, noProxy.leftOut),
  };
}

/** The parent's environment with the changes made. */
export function applyChildEnvironment(parent: Environment, child: ChildEnvironment): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...parent, ...child.set })) {
    if (value !== undefined && !child.removed.includes(name)) merged[name] = value;
  }
  return merged;
}

function proxyVariables(proxyUrl: string, noProxy: string): Record<string, string> {
  return {
    HTTP_PROXY: proxyUrl,
    HTTPS_PROXY: proxyUrl,
    http_proxy: proxyUrl,
    https_proxy: proxyUrl,
    WS_PROXY: proxyUrl,
    WSS_PROXY: proxyUrl,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    // CGI programs ignore HTTP_PROXY, which a request could set (httpoxy).
    CGI_HTTP_PROXY: proxyUrl,
    GLOBAL_AGENT_HTTP_PROXY: proxyUrl,
    GLOBAL_AGENT_NO_PROXY: noProxy,
    NODE_USE_ENV_PROXY: "1",
    npm_config_proxy: proxyUrl,
    npm_config_https_proxy: proxyUrl,
    npm_config_noproxy: noProxy,
  };
}

/** Every Node.js program gets the preload: the SDK for JavaScript may be anywhere below the command. */
function nodeVariables({ parent, nodePreload, intercept }: ChildEnvironmentInput): Record<string, string> {
  return {
    NODE_OPTIONS: nodeOptions(parent.NODE_OPTIONS ?? "", nodePreload),
    ...(intercept.length > 0 ? { COUNTERSIGN_NODE_INTERCEPT: intercept.join(",") } : {}),
  };
}

/** PHP reads ini files of more folders than its own, which an empty part stands for; no variable names its certificates. */
function phpVariables({ parent, phpIniFolder }: ChildEnvironmentInput): Record<string, string> {
  const own = parent.PHP_INI_SCAN_DIR ?? "";
  if (phpIniFolder === null || own.split(delimiter).includes(phpIniFolder)) return {};
  return { PHP_INI_SCAN_DIR: [own, phpIniFolder].join(delimiter) };
}

/** Programs' own CA variables, which win over the general ones: set for those who have set them. */
const ownCaVariables: readonly string[] = ["RCLONE_CA_CERT", "RESTIC_CACERT", "NIX_SSL_CERT_FILE"];

function certificateVariables(input: ChildEnvironmentInput): Record<string, string> {
  const { bundleFile, certificateFile, parent } = input;
  return {
    AWS_CA_BUNDLE: bundleFile,
    REQUESTS_CA_BUNDLE: bundleFile,
    CURL_CA_BUNDLE: bundleFile,
    SSL_CERT_FILE: bundleFile,
    GIT_SSL_CAINFO: bundleFile,
    CARGO_HTTP_CAINFO: bundleFile,
    PERL_LWP_SSL_CA_FILE: bundleFile,
    HTTPLIB2_CA_CERTS: bundleFile,
    // These two add to the roots they have, so ours alone will do, unless the user had one to keep.
    NODE_EXTRA_CA_CERTS: parent.NODE_EXTRA_CA_CERTS ? bundleFile : certificateFile,
    DENO_CERT: parent.DENO_CERT ? bundleFile : certificateFile,
    ...Object.fromEntries(ownCaVariables.filter((name) => parent[name]).map((name) => [name, bundleFile])),
  };
}

function clientVariables(
  input: ChildEnvironmentInput,
  clients: readonly ChildClient[],
): Record<string, string> {
  const variables: Record<string, string> = {};
  if (input.s3cmdConfiguration !== null && clients.some((client) => client.readsS3cmdConfiguration)) {
    variables.S3CMD_CONFIG = input.s3cmdConfiguration;
  }
  // Every JVM prints a line when this is set, so only a command that shows a JVM gets it.
  if (clients.some((client) => client.isJava)) {
    variables.JAVA_TOOL_OPTIONS = [input.parent.JAVA_TOOL_OPTIONS ?? "", ...javaProperties(input)]
      .join(" ")
      .trim();
  }
  return variables;
}

function javaProperties(input: ChildEnvironmentInput): readonly string[] {
  const { hostname, port } = new URL(input.proxyUrl);
  const local = childNoProxy([], input.intercept).value.split(",");
  const direct = local.filter((host) => !host.includes(":")).join("|");
  const address = (scheme: string): readonly string[] => [
    `-D${scheme}.proxyHost=${hostname}`,
    `-D${scheme}.proxyPort=${port === "" ? "80" : port}`,
  ];
  return [...address("http"), ...address("https"), `-Dhttp.nonProxyHosts=${direct}`, ...javaTrust(input)];
}

/** Words of JAVA_TOOL_OPTIONS are separated by blanks; a store of the user's own stays. */
function javaTrust({ javaTrustStore, parent }: ChildEnvironmentInput): readonly string[] {
  if (javaTrustStore === null || /-Djavax\.net\.ssl\.trustStore=/.test(parent.JAVA_TOOL_OPTIONS ?? ""))
    return [];
  const file = /\s/.test(javaTrustStore) ? `"${javaTrustStore}"` : javaTrustStore;
  return [`-Djavax.net.ssl.trustStore=${file}`, `-Djavax.net.ssl.trustStorePassword=${trustStorePassword}`];
}

/** Example credentials for a command that has none. */
export function sandboxVariables(
  input: Pick<ChildEnvironmentInput, "parent" | "exampleCredentials">,
): Record<string, string> {
  if (input.exampleCredentials === null) return {};
  const { parent, exampleCredentials } = input;
  const region = parent.AWS_REGION ?? parent.AWS_DEFAULT_REGION;
  return {
    AWS_ACCESS_KEY_ID: exampleCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: exampleCredentials.secretAccessKey,
    ...(region === undefined ? { AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-1" } : {}),
  };
}

function notes(input: ChildEnvironmentInput, leftOut: readonly string[]): readonly string[] {
  const said: string[] = [];
  if (leftOut.length > 0) {
    said.push(
      `NO_PROXY names hosts to be looked at (${leftOut.join(", ")}): left out for the command, ` +
        "still honoured by countersign towards upstream.",
    );
  }
  if (input.exampleCredentials !== null) {
    said.push(
      "No credentials were found: the command gets the example credentials of AWS's documentation " +
        `(${input.exampleCredentials.accessKeyId}), which the sandbox knows.`,
    );
  }
  return said;
}
