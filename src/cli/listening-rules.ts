// What must hold before countersign listens: a loopback address unless told otherwise, and a Node that verifies.
import type { Environment } from "../credentials/load-knowledge.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { Settings } from "./settings.ts";

/** Refuses surroundings in which listening would be unsafe. Throws ERR_OPTION_INVALID and ERR_NODE_UNSAFE. */
export function checkListening(
  settings: Pick<Settings, "host" | "allowRemote">,
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
  const unsafe = unsafeNode(environment, process.execArgv);
  if (unsafe !== null) {
    throw new CountersignError("ERR_NODE_UNSAFE", `countersign does not start with ${unsafe}`, {
      hint: "take it out of the environment; trust a private root with --upstream-ca instead",
    });
  }
}

/** The setting that makes Node accept unverified certificates or malformed HTTP, or null. */
export function unsafeNode(environment: Environment, execArgv: readonly string[]): string | null {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === "0") return "NODE_TLS_REJECT_UNAUTHORIZED=0";
  const flags = `${execArgv.join(" ")} ${environment.NODE_OPTIONS ?? ""}`;
  return /--insecure[-_]http[-_]parser/.test(flags) ? "--insecure-http-parser" : null;
}

function isLoopback(host: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[?::1\]?|localhost)$/i.test(host);
}
