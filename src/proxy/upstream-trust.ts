// Whom we trust towards upstream: one TLS context for all connections, made once.
import { X509Certificate } from "node:crypto";
import type { SecureContext } from "node:tls";
import { createSecureContext, rootCertificates } from "node:tls";
import { CountersignError } from "../http/countersign-error.ts";

/**
 * The TLS context of upstream connections: Node's roots (with NODE_EXTRA_CA_CERTS), or Node's and those in the PEM texts.
 * Throws ERR_OPTION_INVALID for a text without a readable certificate, which OpenSSL would pass over in silence.
 */
export function upstreamTrust(extraRoots: readonly string[]): SecureContext {
  for (const text of extraRoots) requireCertificates(text);
  const ca = extraRoots.length === 0 ? {} : { ca: [...rootCertificates, ...extraRoots] };
  return createSecureContext({ ...ca, minVersion: "TLSv1.2" });
}

function requireCertificates(text: string): void {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.length === 0) throw new Error("no certificate");
    for (const block of blocks) new X509Certificate(block);
  } catch (cause) {
    throw new CountersignError("ERR_OPTION_INVALID", "a text given as upstream root is no PEM certificate", {
      hint: "give --upstream-ca a file of certificates in PEM form",
      cause,
    });
  }
}
