// Profiles without a static key (process, SSO, assume-role, web identity): resolved through the AWS providers, each once, and only
// when a key id that nothing known has turns up in traffic.
import { loadSharedConfigFiles } from "@smithy/shared-ini-file-loader";
import type { KnownCredentials } from "../sigv4/known-credentials.ts";
import { wrapped } from "./credential-sections.ts";
import type { Environment } from "./load-knowledge.ts";
import { sharedFiles } from "./load-knowledge.ts";

/** What a provider gives: the AWS SDK's own shape. */
export interface ProvidedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What the resolver needs. `resolve` and `profiles` default to the SDK's own and are given by tests. */
export interface ProfileResolverOptions {
  readonly environment: Environment;
  readonly home: string;
  /** Called with each set found. */
  readonly learned: (credentials: KnownCredentials) => void;
  /** Called with a sentence for people; never holds a secret. */
  readonly note: (text: string) => void;
  /** Longest time for one profile, in milliseconds; default 10 000. */
  readonly timeoutMs?: number;
  readonly profiles?: () => Promise<readonly string[]>;
  readonly resolve?: (profile: string) => Promise<ProvidedCredentials>;
}

/** Resolves profiles when asked about a key id. */
export interface ProfileResolver {
  /**
   * Called for a key id that is not known. Resolves every profile that was never tried; true when one of them gave this key id.
   * Never rejects, and costs nothing once every profile has been tried.
   */
  unknownAccessKeyId(accessKeyId: string): Promise<boolean>;
  /** False once every profile has been tried: nothing more will be learned. */
  pending(): boolean;
}

/** Makes a resolver; nothing is read or run before the first unknown key id. */
export function profileResolver(options: ProfileResolverOptions): ProfileResolver {
  const learnedIds = new Set<string>();
  let run: Promise<void> | null = null;
  let done = false;
  const resolveAll = async (): Promise<void> => {
    const profiles = await (options.profiles ?? (() => providerProfiles(options)))().catch(() => []);
    await Promise.all(profiles.map((profile) => resolveOne(profile, options, learnedIds)));
    done = true;
  };
  return {
    unknownAccessKeyId: async (accessKeyId) => {
      run ??= resolveAll();
      await run;
      return learnedIds.has(accessKeyId);
    },
    pending: () => !done,
  };
}

async function resolveOne(
  profile: string,
  options: ProfileResolverOptions,
  learnedIds: Set<string>,
): Promise<void> {
  const resolve = options.resolve ?? ((name: string) => fromProvider(name, options));
  try {
    const given = await withTimeout(resolve(profile), options.timeoutMs ?? 10_000);
    const { credentials } = wrapped({
      accessKeyId: given.accessKeyId,
      secretAccessKey: given.secretAccessKey,
      sessionToken: given.sessionToken ?? "",
      source: `profile ${profile} (resolved)`,
    });
    for (const known of credentials) {
      learnedIds.add(known.accessKeyId);
      options.learned(known);
    }
  } catch (error) {
    // A provider's message may quote what a credential process printed, so only its kind is repeated.
    options.note(
      `profile ${profile} could not be resolved (${error instanceof Error ? error.name : "unknown error"})`,
    );
  }
}

async function withTimeout<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error("too slow"), { name: "TimeoutError" }));
    }, milliseconds);
    timer.unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Profiles that only a provider can resolve, as the SDK's own reader sees them. */
async function providerProfiles(options: ProfileResolverOptions): Promise<readonly string[]> {
  const shared = sharedFiles(options.environment, options.home);
  const files = await loadSharedConfigFiles({
    filepath: shared.credentials,
    configFilepath: shared.config,
    ignoreCache: true,
  });
  const names = new Set([...Object.keys(files.configFile), ...Object.keys(files.credentialsFile)]);
  return [...names].filter((name) => {
    const settings = { ...files.configFile[name], ...files.credentialsFile[name] };
    return providerKeys.some((key) => settings[key] !== undefined);
  });
}

const providerKeys = [
  "credential_process",
  "sso_session",
  "sso_start_url",
  "role_arn",
  "login_session",
] as const;

async function fromProvider(profile: string, options: ProfileResolverOptions): Promise<ProvidedCredentials> {
  const shared = sharedFiles(options.environment, options.home);
  const { fromIni } = await import("@aws-sdk/credential-providers");
  return fromIni({
    profile,
    filepath: shared.credentials,
    configFilepath: shared.config,
    ignoreCache: true,
  })();
}
