// Settings of the surroundings under which the proxy must not start: they switch off what its promises rest on.

/** What of the process decides: its environment and its own arguments to Node. */
export interface StartSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly execArgv: readonly string[];
}

/** Every reason not to start, as sentences; empty when there is none. */
export function insecureStartReasons({ env, execArgv }: StartSurroundings): string[] {
  const reasons: string[] = [];
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
    reasons.push("NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the check of every upstream certificate");
  }
  // Node takes words of NODE_OPTIONS in double quotes too.
  const options = [...execArgv, ...(env.NODE_OPTIONS ?? "").replaceAll('"', "").split(/\s+/)];
  if (options.some((option) => option.replaceAll("_", "-").startsWith("--insecure-http-parser"))) {
    reasons.push("--insecure-http-parser lets requests through that two servers read differently");
  }
  return reasons;
}
