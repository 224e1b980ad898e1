// Signing again (--resign) wired into a session: who decides, and what people are told before the first request.
import { resignPlan } from "../interception/resign-plan.ts";
import type { DecideSigning } from "../proxy/carry-signed.ts";
import type { ExaminationFlow } from "./examination-flow.ts";
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

/** What is said before the first request; null where nothing is signed again. */
export function signingNote({ resign }: Pick<Settings, "resign">): string | null {
  if (resign === "off") return null;
  const which =
    resign === "all" ? "requests of every known key id" : "requests whose signature does not match";
  return `--resign ${resign}: ${which} are SIGNED AGAIN with the known secret before they go on, for any program on this machine that sends them here. Findings are about the request as the client sent it; answers are not.`;
}
