// TLS towards upstream: to exactly the named host, always verified, and explained where it fails.
import type { Duplex } from "node:stream";
import type { PeerCertificate, SecureContext, TLSSocket } from "node:tls";
import { connect as tlsConnect } from "node:tls";
import type { Authority } from "../interception/authority.ts";
import { explainTlsFailure, UpstreamTlsError } from "./tls-failure.ts";
import type { TlsSession, TlsSessions } from "./tls-sessions.ts";

/** Whom a TLS connection must reach, and with which trust. */
export interface TlsPeer extends Pick<Authority, "host" | "port" | "kind"> {
  readonly secureContext: SecureContext;
  /** What the words about a failure call it. */
  readonly role: "upstream" | "upstream proxy";
  /** Protocols offered by ALPN; HTTP/1.1 where absent. */
  readonly protocols?: readonly string[];
  /** Sessions of connections that were made with the same trust; null: none is taken up. */
  readonly sessions: TlsSessions | null;
}

/** Starts TLS over a connection. It takes up a session of the same place, where one is kept; else the certificate is verified. */
export function startTls(raw: Duplex, peer: TlsPeer): TLSSocket {
  const { host, port, kind, role, secureContext, sessions, protocols = ["http/1.1"] } = peer;
  const place = `${role} ${host}:${port} ${protocols.join()}`;
  const session = sessions?.of(place, Date.now()) ?? null;
  const tls = tlsConnect({
    socket: raw,
    host,
    servername: kind === "name" ? host : "",
    secureContext,
    ALPNProtocols: [...protocols],
    rejectUnauthorized: true,
    ...(session === null ? {} : { session: session.bytes }),
  });
  if (sessions !== null) keepSessions(tls, { place, session, sessions });
  return tls;
}

interface Taken {
  readonly place: string;
  readonly session: TlsSession | null;
  readonly sessions: TlsSessions;
}

/** Node tells of a session only when its connection was verified, or took up one that was (onnewsessionclient in lib/_tls_wrap.js). */
function keepSessions(tls: TLSSocket, { place, session, sessions }: Taken): void {
  tls.on("session", (bytes: Buffer) => {
    const takenUp = session !== null && tls.isSessionReused();
    sessions.keep(place, { bytes, provenAtEpochMs: takenUp ? session.provenAtEpochMs : Date.now() });
  });
  if (session === null) return;
  // A server that chokes on a session it gave is not offered it again.
  const choked = (): void => sessions.forget(place);
  tls.once("close", choked);
  tls.once("secureConnect", () => tls.removeListener("close", choked));
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
