// Whom we trust towards upstream, and who we are there: TLS contexts for all connections, made once.
import { createPrivateKey, X509Certificate } from "node:crypto";
import type { SecureContext } from "node:tls";
import { createSecureContext, rootCertificates } from "node:tls";
import { CountersignError } from "../http/countersign-error.ts";

/** A client certificate with its chain, and its private key, as PEM texts. The key is a secret. */
export interface ClientCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/**
 * The TLS context of upstream connections: Node's roots (with NODE_EXTRA_CA_CERTS), or Node's and those in the PEM texts.
 * Throws ERR_OPTION_INVALID for a text without a readable certificate, which OpenSSL would pass over in silence, and for
 * a client certificate whose key is not its own.
 */
export function upstreamTrust(
  extraRoots: readonly string[],
  clientCertificate: ClientCertificate | null = null,
): SecureContext {
  for (const text of extraRoots) requireCertificates(text);
  const ca = extraRoots.length === 0 ? {} : { ca: [...rootCertificates, ...extraRoots] };
  if (clientCertificate === null) return createSecureContext({ ...ca, minVersion: "TLSv1.2" });
  requirePair(clientCertificate);
  const { certificatePem, keyPem } = clientCertificate;
  return createSecureContext({ ...ca, minVersion: "TLSv1.2", cert: certificatePem, key: keyPem });
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

/** Errors of OpenSSL about a key are not passed on: some quote what they read. */
function requirePair({ certificatePem, keyPem }: ClientCertificate): void {
  const hint =
    "give --upstream-cert and --upstream-key PEM files that belong together; the key without a passphrase";
  const wrong = (what: string): CountersignError =>
    new CountersignError("ERR_OPTION_INVALID", what, { hint });
  if (/ENCRYPTED/.test(keyPem)) throw wrong("the key of --upstream-key has a passphrase");
  const certificate = orNull(() => new X509Certificate(certificatePem));
  if (certificate === null) throw wrong("the file of --upstream-cert is no PEM certificate");
  const key = orNull(() => createPrivateKey(keyPem));
  if (key === null) throw wrong("the file of --upstream-key is no PEM private key");
  if (!certificate.checkPrivateKey(key))
    throw wrong("the key of --upstream-key belongs to another certificate");
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
