// What doctor looks at, as values: the edge gathers them once, the checks only read. Secrets are in here, so nothing prints it whole.

/** Environment variables as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is checked. */
export interface Surroundings {
  readonly environment: Environment;
  readonly nowEpochMs: number;
  /** The credentials file first, as it wins. */
  readonly files: readonly SharedFile[];
  readonly certificateFiles: readonly CertificateFile[];
  readonly proxies: readonly ProxyVariable[];
  readonly clock: ClockState;
  readonly node: NodeState;
  readonly port: PortState;
  readonly authority: AuthorityState;
  readonly runtimes: readonly Runtime[];
  /** Null: not asked for. */
  readonly probes: readonly Probe[] | null;
  /** In words, how a secret is spelled differently from a clean one it holds; null where it is clean or nothing can be told. */
  readonly spelling: (secret: string) => string | null;
  /** Whether a NO_PROXY value names a host on port 443. */
  readonly isExempt: (noProxy: string, host: string) => boolean;
}

/** `~/.aws/credentials` or `~/.aws/config`. */
export interface SharedFile {
  readonly role: "credentials" | "config";
  readonly path: string;
  /** The path as people write it. */
  readonly place: string;
  readonly state: "read" | "missing" | "unreadable";
  /** Permission bits; null where the system has none. */
  readonly mode: number | null;
  readonly byteOrderMark: boolean;
  readonly entries: readonly { readonly section: string; readonly key: string; readonly value: string }[];
}

/** A variable that names a file of certificates. */
export interface CertificateFile {
  readonly variable: string;
  readonly path: string;
  readonly state: "read" | "missing" | "unreadable";
  readonly certificates: number;
  readonly holdsOurs: boolean;
}

/** A proxy variable that is set. */
export interface ProxyVariable {
  readonly variable: string;
  readonly text: string;
  /** Whether a connection could be opened; null for hosts that are not this machine. */
  readonly listening: boolean | null;
}

/** What time services of this machine say, and a server's Date when that was asked for. */
export interface ClockState {
  readonly synchronised: boolean | null;
  /** `timedatectl`, `chronyc`, `ntpq`; null where none answered. */
  readonly source: string | null;
  readonly server: { readonly url: string; readonly offsetMs: number | null } | null;
}

/** The Node.js that runs countersign. */
export interface NodeState {
  readonly version: string;
  /** Sentences of what makes the proxy refuse to start. */
  readonly unsafe: readonly string[];
}

/** The address `countersign start` would listen on. */
export interface PortState {
  readonly host: string;
  readonly port: number;
  readonly state: "free" | "taken" | "refused";
}

/** The certificate authority's folder. */
export interface AuthorityState {
  readonly file: string;
  /** Null: there is none yet, or it cannot be used. */
  readonly notAfterEpochMs: number | null;
  readonly problem: { readonly message: string; readonly hint: string | null } | null;
}

/** A runtime found on the PATH. */
export interface Runtime {
  readonly id: string;
  readonly version: string;
}

/** One call made from a runtime through a proxy of this machine. */
export interface Probe {
  readonly id: string;
  readonly outcome: "through" | "ignored" | "distrusted" | "failed" | "skipped";
  /** Why it was skipped or failed, in words. */
  readonly reason: string | null;
}
