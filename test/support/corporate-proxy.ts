// Proxies of a company for tests: CONNECT in the clear or over TLS, or SOCKS 5; whatever is asked, one port is dialled.
import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";
import { TLSSocket } from "node:tls";

/** A proxy that runs. */
export interface CorporateProxy {
  readonly port: number;
  /** What each connection asked for: the head of a CONNECT, or `user:password host:port` of SOCKS. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** How it behaves. */
export interface CorporateProxyOptions {
  /** The port it dials for every destination. */
  readonly onward: number;
  /** Null: in the clear. */
  readonly secureContext?: SecureContext | null;
  /** Answer to CONNECT. */
  readonly answer?: string;
  /** Login that SOCKS wants, `user:password`; null: none. */
  readonly login?: string | null;
  /** Reply code of SOCKS (RFC 1928, 6). */
  readonly reply?: number;
}

/** A CONNECT proxy. */
export async function connectProxy(options: CorporateProxyOptions): Promise<CorporateProxy> {
  const { secureContext = null, answer = "HTTP/1.1 200 OK\r\n\r\n", onward } = options;
  return await listening((raw, asked) => {
    const socket = secureContext === null ? raw : new TLSSocket(raw, { isServer: true, secureContext });
    socket.on("error", () => raw.destroy());
    socket.once("data", (head: Buffer) => {
      asked.push(head.toString("latin1"));
      socket.write(answer);
      join(socket, onward);
    });
  });
}

/** A SOCKS 5 proxy. */
export async function socksProxy(options: CorporateProxyOptions): Promise<CorporateProxy> {
  const { login = null, reply = 0, onward } = options;
  return await listening((socket, asked) => {
    let given = "-";
    const request = (bytes: Buffer): void => {
      const name = bytes.subarray(5, 5 + (bytes[4] ?? 0));
      const host = bytes[3] === 3 ? name.toString() : [...bytes.subarray(4, 8)].join(".");
      asked.push(`${given} ${host}:${bytes.readUInt16BE(bytes.length - 2)}`);
      socket.write(Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]));
      if (reply === 0) join(socket, onward);
    };
    const authenticate = (bytes: Buffer): void => {
      const userLength = bytes[1] ?? 0;
      given = `${bytes.subarray(2, 2 + userLength)}:${bytes.subarray(3 + userLength)}`;
      socket.write(Buffer.from([1, given === login ? 0 : 1]));
      socket.once("data", request);
    };
    socket.once("data", (methods: Buffer) => {
      const method = login === null ? 0 : 2;
      socket.write(Buffer.from([5, methods.subarray(2).includes(method) ? method : 255]));
      socket.once("data", login === null ? request : authenticate);
    });
  });
}

function join(socket: Duplex, port: number): void {
  const onward = connect(port, "127.0.0.1");
  onward.on("error", () => socket.destroy());
  onward.on("close", () => socket.destroy());
  socket.on("close", () => onward.destroy());
  socket.pipe(onward).pipe(socket);
}

async function listening(serve: (socket: Socket, asked: string[]) => void): Promise<CorporateProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    serve(socket, asked);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
