// HTTP/2 through the proxy in tests: an upstream of node:http2 that records its streams, and a client session in a tunnel.
import { once } from "node:events";
import type {
  ClientHttp2Session,
  Http2SecureServer,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
} from "node:http2";
import { connect as connectHttp2, createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { connect as connectTls } from "node:tls";
import type { ProxyOptions } from "../../src/proxy/running-proxy.ts";
import { plainClient } from "./proxy-client.ts";
import type { ProxyFixture } from "./proxy-fixture.ts";
import { proxyFixture, testAuthority } from "./proxy-fixture.ts";

/** A proxy before an upstream that speaks HTTP/2. */
export interface Http2Fixture {
  readonly fixture: ProxyFixture;
  /** `localhost:port` of the upstream. */
  readonly authority: string;
  readonly port: number;
  /** Header lists as the upstream got them: name, value, name, value. */
  readonly received: string[][];
  readonly sessions: ServerHttp2Session[];
  /** A TLS connection inside a tunnel, with these protocols offered; none with an empty list. */
  tls(protocols: readonly string[]): Promise<TLSSocket>;
  /** A client session inside a tunnel. */
  session(): Promise<ClientHttp2Session>;
  close(): Promise<void>;
}

/** Answers one stream. */
export type StreamScript = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** Opens both; HTTP/1.1 is answered too where `allowHTTP1` says so. */
export async function http2Fixture(
  script: StreamScript,
  overrides: Partial<ProxyOptions> = {},
): Promise<Http2Fixture> {
  const fixture = await proxyFixture(() => undefined, overrides);
  const upstreamAuthority = await testAuthority("upstream");
  const context = await upstreamAuthority.secureContextFor("localhost");
  const server = createSecureServer({ SNICallback: (_name, done) => done(null, context) });
  const received: string[][] = [];
  const sessions: ServerHttp2Session[] = [];
  watch(server, { received, sessions, script });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const authority = `localhost:${port}`;
  const ca = (await testAuthority("proxy")).certificatePem;
  const opened: TLSSocket[] = [];
  const tls = async (protocols: readonly string[]): Promise<TLSSocket> => {
    const socket = await tunnelledTls({ proxyPort: fixture.proxy.port, authority, ca, protocols });
    opened.push(socket);
    return socket;
  };
  return {
    fixture,
    authority,
    port,
    received,
    sessions,
    tls,
    session: async () => {
      const socket = await tls(["h2"]);
      const session = connectHttp2(`https://${authority}`, { createConnection: () => socket });
      session.on("error", () => undefined);
      return session;
    },
    close: async () => {
      for (const socket of opened) socket.destroy();
      for (const session of sessions) session.destroy();
      await fixture.close();
      server.close();
    },
  };
}

/** CONNECT and a TLS handshake; rejects when either fails. */
export async function tunnelledTls(request: {
  readonly proxyPort: number;
  readonly authority: string;
  readonly ca: string;
  readonly protocols: readonly string[];
  /** Default: localhost. */
  readonly servername?: string;
}): Promise<TLSSocket> {
  const raw = await plainClient(request.proxyPort);
  raw.send(`CONNECT ${request.authority} HTTP/1.1\r\nHost: ${request.authority}\r\n\r\n`);
  await raw.until(/ 200 [\s\S]*\r\n\r\n/);
  raw.socket.removeAllListeners("data");
  const { protocols } = request;
  const socket = connectTls({
    socket: raw.socket,
    ca: request.ca,
    servername: request.servername ?? "localhost",
    ...(protocols.length === 0 ? {} : { ALPNProtocols: [...protocols] }),
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("secureConnect", resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed before the handshake was over")));
  });
  return socket;
}

/** One request and its answer, whole. */
export async function http2Exchange(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body: string | Buffer | null = null,
): Promise<{ headers: IncomingHttpHeaders; body: Buffer; trailers: IncomingHttpHeaders | null }> {
  const stream = session.request(headers, { endStream: body === null });
  let answered: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders | null = null;
  stream.on("response", (head) => {
    answered = head;
  });
  stream.on("trailers", (fields) => {
    trailers = fields;
  });
  if (body !== null) stream.end(body);
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return { headers: answered, body: Buffer.concat(pieces), trailers };
}

function watch(
  server: Http2SecureServer,
  {
    received,
    sessions,
    script,
  }: { received: string[][]; sessions: ServerHttp2Session[]; script: StreamScript },
): void {
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => undefined);
  });
  server.on("sessionError", () => undefined);
  server.on("stream", (stream, headers, _flags, rawHeaders?: string[]) => {
    received.push(rawHeaders ?? []);
    stream.on("error", () => undefined);
    script(stream, headers);
  });
}
