// One check of the surroundings as a value: a stable id, how it stands, what it is about and the command that mends it.

/** `skipped`: it could not be looked at, which is no fault. `note`: worth knowing, nothing to mend. */
export type CheckStatus = "ok" | "note" | "skipped" | "warning" | "error";

/** Every check by its stable id, and what it looks at. */
export const checkTable = {
  "credentials-source": "which credentials are used, and why",
  "credentials-ambiguous": "no second source that some SDKs prefer",
  "credentials-torn": "key id, secret and token come from one source",
  "credentials-incomplete": "a key id has its secret and a secret its key id",
  "credentials-file": "the shared files can be read, by their owner only",
  "key-id-form": "the access key id has the form AWS issues",
  "key-id-conflict": "a key id has one secret everywhere",
  "secret-form": "the secret has 40 characters of base64 and nothing around them",
  "token-missing": "temporary credentials (ASIA) have their session token",
  "token-superfluous": "long-term credentials (AKIA) have no session token",
  "token-form": "the session token has nothing around it or inside that does not belong",
  "region-missing": "a region is set",
  "region-form": "the region is a region: no zone, no blank, no NUL",
  "region-ambiguous": "AWS_REGION and AWS_DEFAULT_REGION agree",
  "proxy-form": "the proxy variables hold proxy URLs",
  "proxy-ambiguous": "HTTPS_PROXY and https_proxy agree",
  "proxy-metadata": "addresses that hand out credentials are not sent to a proxy",
  "proxy-bypassed": "NO_PROXY does not keep AWS from countersign",
  "proxy-listening": "something listens where a proxy of this machine is named",
  "ca-variable": "variables that name certificate files name readable ones",
  "ca-replaces-roots": "a variable that replaces the system's roots names all of them",
  "endpoint-url": "configured endpoints are URLs and are meant to be",
  "endpoint-ignored": "configured endpoints are not switched off",
  clock: "the clock is kept by a time service",
  "clock-faked": "no tool gives programs another time",
  "clock-offset": "the clock agrees with a server's Date",
  "node-version": "Node.js is 20.19 or newer",
  "node-tls": "Node.js checks certificates and reads HTTP strictly",
  port: "the port of the proxy is free, or countersign has it",
  "certificate-authority": "countersign's authority is whole, private and valid",
  runtimes: "which runtimes are installed and what they need",
  "runtime-probe": "a call from each runtime comes through the proxy",
} as const;

export type CheckId = keyof typeof checkTable;

/** How one check stands. No field ever holds a secret. */
export interface Check {
  readonly id: CheckId;
  readonly status: CheckStatus;
  /** What was looked at: a variable, a profile of a file, a runtime. */
  readonly subject: string;
  readonly detail: string;
  /** A command or a sentence; null where there is nothing to mend. */
  readonly fix: string | null;
}

/** A check that holds. */
export function holds(id: CheckId, subject: string, detail: string): Check {
  return { id, status: "ok", subject, detail, fix: null };
}
