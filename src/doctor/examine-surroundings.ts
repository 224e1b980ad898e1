// All checks of the surroundings, in the order in which people look: what is signed with, where to, on which way, by what.
import type { Check, CheckStatus } from "./check.ts";
import { endpointChecks } from "./endpoint-checks.ts";
import { keyChecks } from "./key-checks.ts";
import { machineChecks } from "./machine-checks.ts";
import { proxyChecks } from "./proxy-checks.ts";
import { regionChecks } from "./region-checks.ts";
import { runtimeChecks } from "./runtime-checks.ts";
import { sourceChecks } from "./source-checks.ts";
import type { Surroundings } from "./surroundings.ts";
import { trustChecks } from "./trust-checks.ts";

/** Every check of the surroundings. Total: any text in them gives checks, never an error. */
export function examineSurroundings(surroundings: Surroundings): readonly Check[] {
  return [
    sourceChecks,
    keyChecks,
    regionChecks,
    endpointChecks,
    proxyChecks,
    trustChecks,
    machineChecks,
    runtimeChecks,
  ].flatMap((checks) => checks(surroundings));
}

/** How many checks stand at each status. */
export function checkCounts(checks: readonly Check[]): Readonly<Record<CheckStatus, number>> {
  const counts = { ok: 0, note: 0, skipped: 0, warning: 0, error: 0 };
  for (const { status } of checks) counts[status] += 1;
  return counts;
}
