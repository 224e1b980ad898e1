// A raw TLS (or plain) upstream for proxy tests: records every byte of each connection, answers by script.
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import type { SecureContext } from "node:tls";
import { TLSSocket } from "node:tls";

/** One connection an upstream accepted. Bytes as latin1 text. */
export interface UpstreamConnection {
  readonly socket: Socket;
  received: string;
  receivedBytes: number;
  closed: boolean;
  sni: string | null;
  /** Ends what the upstream sends. */
  end(): void;
  /** Breaks the connection off. */
  reset(): void;
}

/** Called whenever bytes arrive, with everything received so far on that connection. */
export type Script = (connection: UpstreamConnection, chunk: Buffer) => void;

/** A raw upstream. */
export interface RawUpstream {
  readonly port: number;
  readonly connections: UpstreamConnection[];
  script: Script;
  /** When set, chunks are counted only. */
  countOnly: boolean;
  close(): Promise<void>;
}

/** Listens on a loopback address; with a context every connection is TLS. */
export async function rawUpstream(
  secureContext: SecureContext | null,
  script: Script,
  how: { readonly address?: string; readonly protocols?: readonly string[] | undefined } = {},
): Promise<RawUpstream> {
  const { address = "127.0.0.1" } = how;
  const ALPNProtocols = [...(how.protocols ?? ["http/1.1"])];
  const connections: UpstreamConnection[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (raw) => {
    raw.on("error", () => undefined);
    raw.setNoDelay(true);
    const socket =
      secureContext === null ? raw : new TLSSocket(raw, { isServer: true, secureContext, ALPNProtocols });
    const connection: UpstreamConnection = {
      socket,
      received: "",
      receivedBytes: 0,
      closed: false,
      sni: null,
      end: () => socket.end(),
      reset: () => raw.resetAndDestroy(),
    };
    connections.push(connection);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      connection.closed = true;
    });
    socket.on("end", () => socket.end());
    socket.on("data", (chunk: Buffer) => {
      if (socket instanceof TLSSocket)
        connection.sni = (socket as { servername?: string | null }).servername ?? null;
      connection.receivedBytes += chunk.length;
      if (!upstream.countOnly) connection.received += chunk.toString("latin1");
      upstream.script(connection, chunk);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, address, resolve);
  });
  const upstream: RawUpstream = {
    port: (server.address() as AddressInfo).port,
    connections,
    script,
    countOnly: false,
    close: async () => {
      for (const { socket } of connections) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return upstream;
}

/** Answers each complete bodyless head, or head with a Content-Length body, with a fixed text. */
export function answering(answer: string): Script {
  const answered = new WeakMap<UpstreamConnection, number>();
  return (connection) => {
    for (;;) {
      const from = answered.get(connection) ?? 0;
      const rest = connection.received.slice(from);
      const end = messageEnd(rest);
      if (end === null) return;
      answered.set(connection, from + end);
      connection.socket.write(answer, "latin1");
    }
  };
}

/** Where the first message of a text ends, or null when it is not whole. */
export function messageEnd(text: string): number | null {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return null;
  const fields = text.slice(0, head + 2);
  if (/\r\ntransfer-encoding: *chunked/i.test(fields)) {
    const end = /(?:^|\r\n)0\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(text.slice(head + 4));
    return end === null ? null : head + 4 + end.index + end[0].length;
  }
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(fields)?.[1] ?? 0);
  return text.length >= head + 4 + length ? head + 4 + length : null;
}
