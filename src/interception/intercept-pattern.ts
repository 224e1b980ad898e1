// Hosts the user wants opened beside AWS: `localhost:4566`, `127.0.0.1:9000`, `*.internal`.
import type { Authority } from "./authority.ts";
import { isAuthority, parseAuthority } from "./authority.ts";

/** A parsed pattern: one host, or every name under a suffix; a null port means any. */
export interface InterceptPattern {
  readonly host: string;
  readonly anyBelow: boolean;
  readonly port: number | null;
}

/** Why a text is no pattern. */
export interface PatternRefusal {
  readonly refused: string;
}

/** Reads one `--intercept` pattern. */
export function parseInterceptPattern(text: string): InterceptPattern | PatternRefusal {
  const anyBelow = text.startsWith("*.");
  const named = parseAuthority(anyBelow ? text.slice(2) : bracketed(text), 65536);
  if (!isAuthority(named)) return { refused: `${named.refused}: ${JSON.stringify(text.slice(0, 300))}` };
  if (anyBelow && named.kind !== "name") return { refused: "a wildcard needs a name behind it" };
  return { host: named.host, anyBelow, port: named.port === 65536 ? null : named.port };
}

/** Whether a pattern names a host and port. */
export function matchesPattern(
  pattern: InterceptPattern,
  authority: Pick<Authority, "host" | "port">,
): boolean {
  if (pattern.port !== null && pattern.port !== authority.port) return false;
  return pattern.anyBelow ? authority.host.endsWith(`.${pattern.host}`) : authority.host === pattern.host;
}

function bracketed(text: string): string {
  return text.split(":").length > 2 && !text.startsWith("[") ? `[${text}]` : text;
}
