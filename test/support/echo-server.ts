// A server on loopback that keeps each request as it came: for what clients really send.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it came. Latin1 texts. */
export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  /** In wire order, names as sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** The open server. */
export interface EchoServer {
  readonly port: number;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/** Opens the server on a free port of 127.0.0.1. */
export async function openEchoServer(): Promise<EchoServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const flat = request.rawHeaders;
      const headers = flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ""] as const] : []));
      const body = Buffer.concat(pieces).toString("latin1");
      seen.push({ method: request.method ?? "", target: request.url ?? "", headers, body });
      response.end("{}");
    });
  });
  await new Promise<void>((open) => server.listen(0, "127.0.0.1", open));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
