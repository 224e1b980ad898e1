// Certificates: variables that name CA files, and countersign's own authority.
import type { Check } from "./check.ts";
import { holds } from "./check.ts";
import { goesThroughLoopback } from "./proxy-checks.ts";
import type { CertificateFile, Surroundings } from "./surroundings.ts";

/** Variables that add to the roots a program has; all others replace them. */
const adding: ReadonlySet<string> = new Set(["NODE_EXTRA_CA_CERTS", "DENO_CERT"]);

/** A system's store holds more than a hundred roots; a company's own file a handful. */
const fewRoots = 20;

const dayMs = 86_400_000;
const warnedDays = 30;

/** Checks of certificate files and of the authority. */
export function trustChecks(surroundings: Surroundings): readonly Check[] {
  const throughUs = goesThroughLoopback(surroundings);
  return [
    ...surroundings.certificateFiles.flatMap((file) => [
      variableCheck(file),
      ...(adding.has(file.variable) ? [] : replacement(file, throughUs)),
    ]),
    authorityCheck(surroundings),
  ];
}

function variableCheck({ variable, state, certificates }: CertificateFile): Check {
  const id = "ca-variable";
  const fix = `unset ${variable}   # or name a readable PEM file`;
  if (state === "missing")
    return { id, status: "error", subject: variable, detail: "names a file that does not exist", fix };
  if (state === "unreadable")
    return { id, status: "error", subject: variable, detail: "names a file that cannot be read", fix };
  if (certificates === 0)
    return { id, status: "error", subject: variable, detail: "names a file without a PEM certificate", fix };
  return holds(id, variable, `${certificates} certificates`);
}

function replacement(file: CertificateFile, throughUs: boolean): readonly Check[] {
  const { variable, state, certificates, holdsOurs } = file;
  const id = "ca-replaces-roots";
  if (state !== "read" || certificates === 0) return [];
  if (throughUs && !holdsOurs) {
    const detail =
      "replaces the system's roots and does not hold countersign's certificate, though a proxy of this machine is set";
    return [{ id, status: "warning", subject: variable, detail, fix: 'eval "$(countersign env)"' }];
  }
  if (certificates >= fewRoots)
    return [holds(id, variable, `replaces the system's roots with ${certificates} of its own`)];
  const detail = `replaces the system's roots with ${certificates} certificate${certificates === 1 ? "" : "s"}: hosts of other issuers fail`;
  const fix = `cat /etc/ssl/certs/ca-certificates.crt "$${variable}" > all-roots.pem && export ${variable}="$PWD/all-roots.pem"`;
  return [{ id, status: "warning", subject: variable, detail, fix }];
}

function authorityCheck({ authority, nowEpochMs }: Surroundings): Check {
  const id = "certificate-authority";
  const { file, notAfterEpochMs, problem } = authority;
  if (problem !== null) {
    return { id, status: "error", subject: file, detail: problem.message, fix: problem.hint };
  }
  if (notAfterEpochMs === null) return holds(id, file, "none yet: made when countersign first needs one");
  const days = Math.floor((notAfterEpochMs - nowEpochMs) / dayMs);
  const fix = "countersign ca rotate";
  if (days < 0) return { id, status: "error", subject: file, detail: "has expired", fix };
  if (days < warnedDays)
    return { id, status: "warning", subject: file, detail: `expires in ${days} days`, fix };
  return holds(id, file, `valid for ${days} days, readable by you alone`);
}
