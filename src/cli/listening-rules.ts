// What must hold before countersign listens: a loopback address unless told otherwise, and a Node that verifies.
import type { Environment } from "../credentials/load-knowledge.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { insecureStartReasons } from "../proxy/insecure-start.ts";
import type { Settings } from "./settings.ts";

/** Refuses surroundings in which listening would be unsafe. Throws ERR_OPTION_INVALID and ERR_NODE_UNSAFE. */
export function checkListening(
  settings: Pick<Settings, "host" | "allowRemote" | "resign" | "endpointMode">,
  environment: Environment,
): void {
  if (!settings.allowRemote && !isLoopback(settings.host)) {
    throw new CountersignError(
      "ERR_OPTION_INVALID",
      `--host ${settings.host} can be reached by other machines`,
      {
        hint: "listen on 127.0.0.1, or add --allow-remote when only trusted machines can reach that address (a container network)",
      },
    );
  }
  if (settings.resign !== "off" && !isLoopback(settings.host)) {
    throw new CountersignError(
      "ERR_OPTION_INVALID",
      `--resign signs with known credentials for whoever can connect, and --host ${settings.host} can be reached by other machines`,
      { hint: "listen on 127.0.0.1, or leave --resign out" },
    );
  }
  if (settings.resign !== "off" && settings.endpointMode) {
    throw new CountersignError("ERR_OPTION_INVALID", "--endpoint-mode and --resign do not go together", {
      hint: "leave --resign out: an endpoint signs again by itself, and only what its client signed right",
    });
  }
  const reasons = insecureStartReasons({ env: environment, execArgv: process.execArgv });
  if (reasons.length > 0) {
    throw new CountersignError("ERR_NODE_UNSAFE", `countersign does not start: ${reasons.join("; ")}`, {
      hint: "take it out of the environment; trust a private root with --upstream-ca instead",
    });
  }
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[?::1\]?|localhost)$/i.test(host);
}
