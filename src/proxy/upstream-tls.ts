// TLS towards upstream: to exactly the named host, always verified, and explained where it fails.
import type { Duplex } from "node:stream";
import type { PeerCertificate, SecureContext, TLSSocket } from "node:tls";
import { connect as tlsConnect } from "node:tls";
import type { Authority } from "../interception/authority.ts";
import { explainTlsFailure, UpstreamTlsError } from "./tls-failure.ts";

/** Whom a TLS connection must reach, and with which trust. */
export interface TlsPeer extends Pick<Authority, "host" | "kind"> {
  readonly secureContext: SecureContext;
  /** What the words about a failure call it. */
  readonly role: "upstream" | "upstream proxy";
  /** Protocols offered by ALPN; HTTP/1.1 where absent. */
  readonly protocols?: readonly string[];
}

/** Starts TLS over a connection. No session is ever reused, so each connection proves its identity itself. */
export function startTls(raw: Duplex, peer: TlsPeer): TLSSocket {
  const { host, kind, secureContext, protocols = ["http/1.1"] } = peer;
  return tlsConnect({
    socket: raw,
    host,
    servername: kind === "name" ? host : "",
    secureContext,
    ALPNProtocols: [...protocols],
    rejectUnauthorized: true,
  });
}

/**
 * Turns errors of a TLS connection into explained ones; others are given back as they are. To be called when the
 * connection is made: a certificate that does not hold is looked at before Node takes it away. One that holds is not, because that
 * costs a tenth of a connection; where only its name is wrong, Node's error brings it along.
 */
export function tlsExplainer(tls: TLSSocket, { host, role }: TlsPeer): (error: Error) => Error {
  let shown: PeerCertificate | null = null;
  tls.prependOnceListener("secure", () => {
    if (holds(tls)) return;
    const certificate = tls.getPeerCertificate();
    shown = Object.keys(certificate).length > 0 ? certificate : null;
  });
  return (error) => {
    const explained = explainTlsFailure(error, host, shown ?? certificateIn(error));
    if (explained === null || role === "upstream") return explained ?? error;
    return new UpstreamTlsError(explained.code, explained.message.replaceAll("the upstream", `the ${role}`));
  };
}

/** Whether OpenSSL has nothing against the certificate, as Node asks it at this moment. */
function holds(tls: TLSSocket): boolean {
  const { _handle: handle } = tls as TLSSocket & {
    readonly _handle?: { verifyError?(): Error | null | undefined } | null;
  };
  return typeof handle?.verifyError === "function" && !handle.verifyError();
}

/** The certificate in Node's ERR_TLS_CERT_ALTNAME_INVALID. */
function certificateIn(error: Error): PeerCertificate | null {
  const { cert } = error as { readonly cert?: PeerCertificate };
  return cert && Object.keys(cert).length > 0 ? cert : null;
}
