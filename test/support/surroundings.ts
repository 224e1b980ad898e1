// Surroundings in which nothing is wrong, to be broken in one place.
import { spelledSecret } from "../../src/credentials/secret-spelling.ts";
import type { Check } from "../../src/doctor/check.ts";
import { examineSurroundings } from "../../src/doctor/examine-surroundings.ts";
import type { SharedFile, Surroundings } from "../../src/doctor/surroundings.ts";
import { parseAuthority } from "../../src/interception/authority.ts";
import { isExempt } from "../../src/proxy/no-proxy.ts";

/** The example key of AWS's documentation. */
export const keyId = "AKIAIOSFODNN7EXAMPLE";
export const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/** One of the shared files, with `section.key` and value pairs. */
export function sharedFile(
  role: "credentials" | "config",
  values: Readonly<Record<string, string>>,
  changes: Partial<SharedFile> = {},
): SharedFile {
  const entries = Object.entries(values).map(([name, value]) => {
    const at = name.lastIndexOf(".");
    return { section: name.slice(0, at), key: name.slice(at + 1), value };
  });
  const path = `/home/you/.aws/${role}`;
  return {
    role,
    path,
    place: `~/.aws/${role}`,
    state: "read",
    mode: 0o600,
    byteOrderMark: false,
    entries,
    ...changes,
  };
}

/** Surroundings with every check in order, and the changes given. */
export function surroundings(changes: Partial<Surroundings> = {}): Surroundings {
  return {
    environment: { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-1" },
    nowEpochMs: Date.UTC(2026, 0, 2),
    files: [
      sharedFile("credentials", {
        "default.aws_access_key_id": keyId,
        "default.aws_secret_access_key": secret,
      }),
      sharedFile("config", { "default.region": "eu-west-1" }),
    ],
    certificateFiles: [],
    proxies: [],
    clock: { synchronised: true, source: "timedatectl", server: null },
    node: { version: "v20.19.0", unsafe: [] },
    port: { host: "127.0.0.1", port: 8080, state: "free" },
    authority: { file: "/certs/ca.pem", notAfterEpochMs: Date.UTC(2027, 0, 2), problem: null },
    runtimes: [{ id: "python", version: "3.11.2" }],
    probes: null,
    spelling: (text) => spelledSecret(text).spelling,
    isExempt: (noProxy, host) => {
      const destination = parseAuthority(host.includes(":") ? `[${host}]` : host, 443);
      return "port" in destination && isExempt(noProxy, destination);
    },
    ...changes,
  };
}

/** The faults of surroundings, as `id status`. */
export function faults(changes: Partial<Surroundings>): readonly string[] {
  return faultyChecks(changes).map(({ id, status }) => `${id} ${status}`);
}

/** The checks that are faults. */
export function faultyChecks(changes: Partial<Surroundings>): readonly Check[] {
  return examineSurroundings(surroundings(changes)).filter(
    ({ status }) => status === "error" || status === "warning",
  );
}
