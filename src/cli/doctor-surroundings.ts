// Gathers what doctor examines: one look at the environment, the files, the machine's services and its runtimes, all bounded.
import { existsSync } from "node:fs";
import { spelledSecret } from "../credentials/secret-spelling.ts";
import type { AuthorityState, Probe, Surroundings } from "../doctor/surroundings.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { isAuthority, parseAuthority } from "../interception/authority.ts";
import { openCertificateAuthority } from "../proxy/certificate-authority.ts";
import { certificateFile } from "../proxy/certificate-files.ts";
import { insecureStartReasons } from "../proxy/insecure-start.ts";
import { isExempt } from "../proxy/no-proxy.ts";
import { certificateFolder } from "./certificate-folder.ts";
import type { CommandContext } from "./command-context.ts";
import { portState, proxyVariables } from "./doctor-addresses.ts";
import { clockState } from "./doctor-clock.ts";
import { readCertificateFiles, readSharedFiles } from "./doctor-files.ts";
import { installedRuntimes } from "./doctor-runtimes.ts";
import type { Settings } from "./settings.ts";
import { shortCommand } from "./short-command.ts";

/** What was chosen for one examination. */
export interface DoctorChoices {
  readonly settings: Settings;
  /** A server whose Date the clock is compared with; null: none is asked. */
  readonly checkClock: string | null;
  readonly probes: readonly Probe[] | null;
}

/** Longest time for one command that is asked for its version or state, in milliseconds. */
const askMs = 5_000;

/** Gathers the surroundings. Never rejects for anything found in them. */
export async function gatherSurroundings(
  { settings, checkClock, probes }: DoctorChoices,
  context: CommandContext,
): Promise<Surroundings> {
  const { environment, home } = context;
  const ask = (command: readonly string[]): ReturnType<typeof shortCommand> =>
    shortCommand(command, { environment, milliseconds: askMs });
  const authority = await authorityState(certificateFolder(settings.certs, context));
  const [files, certificateFiles, proxies, clock, port, runtimes] = await Promise.all([
    readSharedFiles(environment, home),
    readCertificateFiles(environment, authority.pem),
    proxyVariables(environment),
    clockState(ask, checkClock),
    portState(settings.host, settings.port),
    installedRuntimes(ask),
  ]);
  return {
    environment,
    nowEpochMs: Date.now(),
    ...{ files, certificateFiles, proxies, clock, port, runtimes, probes },
    node: {
      version: process.version,
      unsafe: insecureStartReasons({ env: environment, execArgv: process.execArgv }),
    },
    authority: authority.state,
    spelling: (secret) => spelledSecret(secret).spelling,
    isExempt: exempt,
  };
}

function exempt(noProxy: string, host: string): boolean {
  const destination = parseAuthority(host.includes(":") ? `[${host}]` : host, 443);
  return isAuthority(destination) && isExempt(noProxy, destination);
}

/** The authority as it stands; none is made. */
async function authorityState(folder: string): Promise<{ state: AuthorityState; pem: string | null }> {
  const file = certificateFile(folder);
  const none = { file, notAfterEpochMs: null, problem: null };
  if (!existsSync(file) && !existsSync(folder)) return { state: none, pem: null };
  if (!existsSync(file)) return { state: none, pem: null };
  try {
    const { certificatePem, notAfterEpochMs } = await openCertificateAuthority(folder);
    return { state: { ...none, notAfterEpochMs }, pem: certificatePem };
  } catch (error) {
    const known = error instanceof CountersignError ? error : null;
    const problem = {
      message: known?.message ?? "cannot be read",
      hint: known?.hint ?? "countersign ca rotate",
    };
    return { state: { ...none, problem }, pem: null };
  }
}
