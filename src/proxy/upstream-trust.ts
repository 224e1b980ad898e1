// Whom we trust towards upstream: one TLS context for all connections, made once.
import type { SecureContext } from "node:tls";
import { createSecureContext, rootCertificates } from "node:tls";

/** The TLS context of upstream connections: Node's roots (with NODE_EXTRA_CA_CERTS), or those and the PEM texts given. */
export function upstreamTrust(extraRoots: readonly string[]): SecureContext {
  const ca = extraRoots.length === 0 ? {} : { ca: [...rootCertificates, ...extraRoots] };
  return createSecureContext({ ...ca, minVersion: "TLSv1.2" });
}
