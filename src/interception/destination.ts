// Where a client may go: which hosts are opened, which are only tunnelled, which are refused. Decided here, done by the proxy.
import { isAwsHost } from "../endpoints/aws-host.ts";
import type { Authority } from "./authority.ts";
import type { InterceptPattern } from "./intercept-pattern.ts";
import { matchesPattern } from "./intercept-pattern.ts";
import { addressKind, canonicalIpAddress, parseIpAddress } from "./ip-address.ts";

/** What may be reached. Own addresses are canonical IP addresses, or names; they are always refused. */
export interface DestinationPolicy {
  readonly intercept: readonly InterceptPattern[];
  readonly ownAddresses: readonly { readonly host: string; readonly port: number }[];
  /** True when nothing may leave the machine: only opened hosts are served. */
  readonly sandboxed: boolean;
}

/** What to do with a destination; the reason is a sentence for people. */
export interface Destination {
  readonly action: "intercept" | "tunnel" | "refuse";
  readonly reason: string;
}

/** What to do with a host and port as the client named them, before any name is resolved. */
export function destinationFor(authority: Authority, policy: DestinationPolicy): Destination {
  const named = isNamed(authority, policy);
  const refusal = hostRefusal(authority, policy, named);
  if (refusal !== null) return { action: "refuse", reason: refusal };
  if (named) return { action: "intercept", reason: "named by --intercept" };
  if (isAwsHost(authority.host)) return { action: "intercept", reason: "an AWS host" };
  if (policy.sandboxed) return { action: "refuse", reason: "in the sandbox nothing leaves the machine" };
  return { action: "tunnel", reason: "not an AWS host" };
}

/**
 * Why an address must not be dialled for a destination, or null. Every resolved address is put to it before the
 * connection, so that a name cannot lead where its address would not.
 */
export function addressRefusal(
  address: string,
  authority: Authority,
  policy: DestinationPolicy,
): string | null {
  const bytes = parseIpAddress(address.split("%")[0] ?? "");
  if (bytes === null) return `${address} is not an address`;
  const kind = addressKind(bytes);
  const own = ownRefusal(canonicalIpAddress(bytes), kind === "loopback", authority.port, policy);
  if (own !== null) return own;
  if (kind === "public" || (kind === "loopback" && isNamed(authority, policy))) return null;
  if (kind === "loopback") return "loopback is reached only where --intercept names the host";
  return `${kind} addresses are never reached through this proxy`;
}

function hostRefusal(authority: Authority, policy: DestinationPolicy, named: boolean): string | null {
  if (authority.kind !== "name") return addressRefusal(authority.host, authority, policy);
  const loopback = isLoopbackName(authority.host);
  const own = ownRefusal(authority.host, loopback, authority.port, policy);
  if (own !== null) return own;
  return loopback && !named ? "loopback is reached only where --intercept names the host" : null;
}

/** Whether a name means this machine by definition (RFC 6761, 6.3). */
export function isLoopbackName(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

function isNamed(authority: Authority, policy: DestinationPolicy): boolean {
  return policy.intercept.some((pattern) => matchesPattern(pattern, authority));
}

function ownRefusal(host: string, loopback: boolean, port: number, policy: DestinationPolicy): string | null {
  for (const own of policy.ownAddresses) {
    if (own.port === port && (loopback || own.host === host)) return "countersign does not connect to itself";
  }
  return null;
}
