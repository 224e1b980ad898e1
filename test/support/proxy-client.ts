// A raw client for proxy tests: writes exact bytes, keeps every byte it gets back.
import type { Socket } from "node:net";
import { connect } from "node:net";
import { connect as tlsConnect } from "node:tls";

/** A connection to the proxy; text is latin1. */
export class RawClient {
  readonly socket: Socket;
  received = "";
  receivedBytes = 0;
  countOnly = false;
  closed = false;
  /** True after a clean end of what the other side sends. */
  ended = false;
  error: Error | null = null;
  readonly #raw: Socket;

  /** `raw` is the connection below TLS. */
  constructor(socket: Socket, raw: Socket = socket) {
    this.socket = socket;
    this.#raw = raw;
    socket.on("end", () => {
      this.ended = true;
    });
    socket.on("data", (chunk: Buffer) => {
      this.receivedBytes += chunk.length;
      if (!this.countOnly) this.received += chunk.toString("latin1");
    });
    socket.on("error", (error) => {
      this.error = error;
    });
    socket.on("close", () => {
      this.closed = true;
    });
  }

  send(text: string | Uint8Array): void {
    this.socket.write(typeof text === "string" ? Buffer.from(text, "latin1") : text);
  }

  /** Waits until what was received matches; returns it. */
  async until(pattern: RegExp, timeoutMs = 5000): Promise<string> {
    await waitFor(
      () => pattern.test(this.received),
      `${pattern} in ${JSON.stringify(this.received.slice(0, 500))}`,
      timeoutMs,
    );
    return this.received;
  }

  async untilClosed(timeoutMs = 5000): Promise<string> {
    await waitFor(() => this.closed, "the client's connection to close", timeoutMs);
    return this.received;
  }

  close(): void {
    this.socket.destroy();
  }

  /** Ends what the client sends, and goes on reading. */
  end(): void {
    this.socket.end();
  }

  /** Breaks the connection off, as a process does that dies. */
  reset(): void {
    this.#raw.resetAndDestroy();
  }
}

/** Waits for a condition, polling; throws with what was awaited. */
export async function waitFor(condition: () => boolean, what: string, timeoutMs = 5000): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > timeoutMs) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await sleep(5);
  }
}

export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Opens a plain connection to the proxy port. */
export async function plainClient(port: number): Promise<RawClient> {
  const socket = connect({ port, host: "127.0.0.1" });
  const client = new RawClient(socket);
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return client;
}

/** How to open a tunnel. */
export interface TunnelRequest {
  readonly proxyPort: number;
  readonly authority: string;
  readonly ca: string;
  readonly servername?: string;
  readonly ALPNProtocols?: string[];
}

/** CONNECT and a TLS handshake; rejects when either fails. */
export async function tunnelClient(request: TunnelRequest): Promise<RawClient> {
  const raw = await plainClient(request.proxyPort);
  raw.send(`CONNECT ${request.authority} HTTP/1.1\r\nHost: ${request.authority}\r\n\r\n`);
  const answer = await raw.until(/\r\n\r\n/);
  if (!answer.startsWith("HTTP/1.1 200 ")) throw new Error(answer);
  raw.socket.removeAllListeners("data");
  const tls = tlsConnect({
    socket: raw.socket,
    ca: request.ca,
    servername: request.servername ?? "localhost",
    ALPNProtocols: request.ALPNProtocols ?? ["http/1.1"],
    checkServerIdentity: () => undefined,
  });
  await new Promise<void>((resolve, reject) => {
    tls.once("secureConnect", resolve);
    tls.once("error", reject);
  });
  return new RawClient(tls, raw.socket);
}
