// Why TLS towards upstream failed, for people: which certificate was shown, what is wrong with it, what to do.
import type { PeerCertificate } from "node:tls";
import { isAwsHost } from "../endpoints/aws-host.ts";

/** A failed TLS connection, explained. The message is ours, with names out of the certificate in visible ASCII. */
export class UpstreamTlsError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Explains a failure of TLS, or gives null for an error that is none. The certificate is null where none was shown. */
export function explainTlsFailure(
  error: Error,
  host: string,
  certificate: PeerCertificate | null,
): UpstreamTlsError | null {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const words = wordsOf(code);
  if (words === null) return null;
  const shown = certificate === null ? "" : `; it is ${certificateWords(certificate)}`;
  return new UpstreamTlsError(code, `${words.why} (${code})${shown}. ${words.advice(host)}`);
}

interface Words {
  readonly why: string;
  readonly advice: (host: string) => string;
}

const clockAdvice = "Check this machine's clock; if it is right, the server needs a new certificate.";

function rootAdvice(host: string): string {
  const between = isAwsHost(host)
    ? "AWS's certificates come from roots that every system knows, so something on the way ends TLS (a proxy that inspects, a VPN, an endpoint of your own). "
    : "";
  return `${between}If you trust its root, give it with --upstream-ca FILE.`;
}

function nameAdvice(host: string): string {
  return /^[^.]+\..+\.s3[.-]/.test(host) && isAwsHost(host)
    ? "A bucket's name with dots does not fit S3's wildcard certificate: use path-style addressing."
    : `Check the endpoint's name: the client asked for ${host}.`;
}

const clientAdvice =
  "Give the client certificate it knows with --upstream-cert FILE and --upstream-key FILE.";

const certificateFaults: Readonly<Record<string, Words>> = {
  CERT_HAS_EXPIRED: { why: "the upstream's certificate has expired", advice: () => clockAdvice },
  CERT_NOT_YET_VALID: { why: "the upstream's certificate is not valid yet", advice: () => clockAdvice },
  DEPTH_ZERO_SELF_SIGNED_CERT: { why: "the upstream's certificate is self-signed", advice: rootAdvice },
  SELF_SIGNED_CERT_IN_CHAIN: {
    why: "the upstream's certificate chain ends in an unknown root",
    advice: rootAdvice,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    why: "the upstream's certificate chain is incomplete or unknown",
    advice: rootAdvice,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    why: "the upstream's certificate comes from an unknown root",
    advice: rootAdvice,
  },
  UNABLE_TO_GET_ISSUER_CERT: {
    why: "the upstream's certificate chain is incomplete",
    advice: rootAdvice,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    why: "the upstream's certificate is for another host",
    advice: nameAdvice,
  },
};

const protocolFaults: readonly (readonly [RegExp, Words])[] = [
  [
    /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|INVALID_RECORD|RECORD_LAYER_FAILURE)$/,
    {
      why: "the upstream does not speak TLS on this port",
      advice: () => "Use an http:// endpoint, or the port that speaks TLS.",
    },
  ],
  [
    /^ERR_SSL_(?:UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION|NO_PROTOCOLS_AVAILABLE)$/,
    {
      why: "the upstream speaks no version of TLS from 1.2 on",
      advice: () => "It has to be brought up to date: older versions are refused.",
    },
  ],
  [
    /^ERR_SSL_(?:TLSV13_ALERT_CERTIFICATE_REQUIRED|\w*ALERT_BAD_CERTIFICATE|\w*ALERT_CERTIFICATE_\w+|\w*ALERT_UNKNOWN_CA|\w*ALERT_ACCESS_DENIED)$/,
    { why: "the upstream does not accept our client certificate, or misses one", advice: () => clientAdvice },
  ],
  [
    /^ERR_SSL_\w*ALERT_HANDSHAKE_FAILURE$/,
    {
      why: "the upstream broke off the TLS handshake",
      advice: () => `It shares no cipher with us, or wants a client certificate. ${clientAdvice}`,
    },
  ],
  [
    /^ERR_SSL_/,
    {
      why: "TLS with the upstream failed",
      advice: () => "Try openssl s_client against the same host and port to see what it answers.",
    },
  ],
];

function wordsOf(code: string): Words | null {
  const known = Object.hasOwn(certificateFaults, code) ? certificateFaults[code] : undefined;
  return known ?? protocolFaults.find(([pattern]) => pattern.test(code))?.[1] ?? null;
}

/** Subject, names, issuer, validity and fingerprint of a certificate in one line. */
function certificateWords(certificate: PeerCertificate): string {
  const names = (certificate.subjectaltname ?? "").replaceAll(/(?:DNS|IP Address):/g, "");
  const listed = names === "" ? "without names" : `for ${visible(names, 120)}`;
  const fingerprint = (certificate.fingerprint256 ?? "").slice(0, 23);
  return (
    `${visible(nameWords(certificate.subject), 80)} ${listed}, issued by ${visible(nameWords(certificate.issuer), 80)}, ` +
    `valid from ${visible(certificate.valid_from, 30)} to ${visible(certificate.valid_to, 30)}, SHA-256 ${visible(fingerprint, 23)}...`
  );
}

function nameWords(name: PeerCertificate["subject"] | undefined): string {
  const parts = [name?.CN, name?.O].flat().filter((part) => typeof part === "string" && part !== "");
  return parts.length === 0 ? "a nameless certificate" : `"${parts.join(", ")}"`;
}

function visible(text: string, longest: number): string {
  const ascii = text.replaceAll(/[^\x20-\x7e]/g, "?");
  return ascii.length > longest ? `${ascii.slice(0, longest)}...` : ascii;
}
