// Signing again (--resign, --endpoint-mode) wired into a session: who decides, and what people are told before the first request.
import { endpointPlan } from "../interception/endpoint-plan.ts";
import { resignPlan } from "../interception/resign-plan.ts";
import type { OwnEndpoint } from "../proxy/accept-endpoint.ts";
import type { DecideSigning } from "../proxy/carry-signed.ts";
import type { ExaminationFlow } from "./examination-flow.ts";
import { isLoopback } from "./listening-rules.ts";
import type { Settings } from "./settings.ts";

/** Decides with what the session knows at the moment; null where every request goes as it came. */
export function signingDecider(
  resign: Settings["resign"],
  flow: Pick<ExaminationFlow, "examiner">,
): DecideSigning | null {
  if (resign === "off") return null;
  return (head, body) => {
    const { knowledge, keys } = flow.examiner();
    return resignPlan(head, body, resign, { knowledge, keys, nowEpochMs: Date.now() });
  };
}

/** The endpoint that the port is; null where it is a proxy alone. */
export function sessionEndpoint(
  { endpointMode, host }: Pick<Settings, "endpointMode" | "host">,
  flow: Pick<ExaminationFlow, "examiner">,
): Omit<OwnEndpoint, "port"> | null {
  if (!endpointMode) return null;
  return {
    anyName: !isLoopback(host),
    decide: (head, body, addressed) => {
      const { knowledge, keys } = flow.examiner();
      return endpointPlan(head, body, addressed, { knowledge, keys, nowEpochMs: Date.now() });
    },
  };
}

/** What is said before the first request; null where nothing is signed again. */
export function signingNote({
  resign,
  endpointMode,
}: Pick<Settings, "resign" | "endpointMode">): string | null {
  if (endpointMode)
    return "--endpoint-mode: requests to this port as to an endpoint are SIGNED AGAIN for AWS with the known secret, where their own signature is right. Findings are about the request as the client sent it; answers are not.";
  if (resign === "off") return null;
  const which =
    resign === "all" ? "requests of every known key id" : "requests whose signature does not match";
  return `--resign ${resign}: ${which} are SIGNED AGAIN with the known secret before they go on, for any program on this machine that sends them here. Findings are about the request as the client sent it; answers are not.`;
}
