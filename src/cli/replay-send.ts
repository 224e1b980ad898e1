// One request sent through a session of our own: byte for byte over its proxy, so that it is examined like any other.
import { connect, isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect as secure } from "node:tls";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";

/** The proxy that requests go through. */
export interface ReplayProxy {
  readonly port: number;
  /** PEM of its certificate authority. */
  readonly certificatePem: string;
}

/** Longest wait for a connection through the proxy, in milliseconds. */
const connectMs = 30_000;

/** Sends a request whose body is at hand; resolves with the connection, on which the answer comes. Rejects when there is none. */
export async function sendReplay(proxy: ReplayProxy, request: CapturedRequest): Promise<Duplex> {
  const clear = request.scheme === "http";
  const connection = clear ? await toPort(proxy.port) : await tunnel(proxy, request.authority);
  const path = pathOf(request.target);
  const target = clear ? `http://${request.authority}${path}` : path;
  const head = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  connection.on("error", () => undefined);
  connection.write(Buffer.from(`${request.method} ${target} HTTP/1.1\r\n${head}\r\n`, "latin1"));
  const { content } = request.body;
  if (content !== null && content.length > 0) connection.write(framed(request, content));
  else if (isChunked(request)) connection.write("0\r\n\r\n");
  connection.resume();
  return connection;
}

function framed(request: CapturedRequest, content: Uint8Array): Uint8Array {
  if (!isChunked(request)) return content;
  return Buffer.concat([
    Buffer.from(`${content.length.toString(16)}\r\n`),
    content,
    Buffer.from("\r\n0\r\n\r\n"),
  ]);
}

function isChunked({ headers }: CapturedRequest): boolean {
  return /chunked/i.test(headerValue(headers, "transfer-encoding") ?? "");
}

function pathOf(target: string): string {
  const { path, query } = targetParts(target);
  return query === "" ? path || "/" : `${path || "/"}?${query}`;
}

function toPort(port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

async function tunnel({ port, certificatePem }: ReplayProxy, authority: string): Promise<Duplex> {
  const withPort = /:\d+$/.test(authority) ? authority : `${authority}:443`;
  const host = withPort.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  const raw = await toPort(port);
  raw.write(`CONNECT ${withPort} HTTP/1.1\r\nHost: ${withPort}\r\n\r\n`);
  await connected(raw);
  const names = isIP(host) === 0 ? { servername: host } : { checkServerIdentity: () => undefined };
  const socket = secure({ socket: raw, ca: certificatePem, ALPNProtocols: ["http/1.1"], ...names });
  await new Promise<void>((resolve, reject) => {
    socket.once("secureConnect", () => resolve());
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed before it was open")));
  });
  return socket;
}

/** Waits for the answer to CONNECT; it is read to its last byte and no further. */
function connected(raw: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    let head = "";
    const timer = setTimeout(() => fail("the proxy did not answer"), connectMs);
    const fail = (message: string): void => {
      clearTimeout(timer);
      raw.destroy();
      reject(new Error(message));
    };
    const read = (chunk: Buffer): void => {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      clearTimeout(timer);
      raw.removeListener("data", read);
      raw.pause();
      if (/^HTTP\/1\.1 200 /.test(head)) resolve();
      else fail(/\r\n\r\n(.*)/.exec(head)?.[1] || "the destination was refused");
    };
    raw.on("data", read);
    raw.once("close", () => fail("the destination was refused"));
  });
}
