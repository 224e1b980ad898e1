// Where inputs meet the proxy: a client on one side, a recording upstream on the other, the proxy between them in a process
// of its own. Each slot has a host name and an upstream port of its own, so that what arrives is known to be its input's.
import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { ProxyProcess } from "../lab/proxy-process.ts";
import { proxyProcess } from "../lab/proxy-process.ts";
import type { Observed } from "./oracle.ts";
import { expectedRequests, isOwn } from "./oracle.ts";
import { readAnswers, readRequests } from "./strict-message.ts";

/** One input. */
export interface Attempt {
  readonly way: "plain" | "tunnel";
  /** What the client sends, latin1; HOST stands for the slot's authority. */
  readonly sent: string;
  /** What the upstream answers to its requests in turn; null: an ordinary answer. */
  readonly answers: readonly string[] | null;
  /** Whether the upstream closes after the last of `answers`. */
  readonly closes: boolean;
}

/** What came of an input. */
export interface Outcome {
  readonly observed: Observed;
  /** A whole request that was neither forwarded nor refused, and the connection left open. */
  readonly lost: boolean;
}

interface UpstreamConnection {
  readonly socket: Socket;
  /** The port its input asked for; null until its first line is there. */
  input: number | null;
  received: string;
  answered: string;
  requests: number;
  ended: boolean;
  open: boolean;
}

interface Slot {
  readonly server: Server;
  readonly name: string;
  connections: UpstreamConnection[];
  attempt: Attempt | null;
  /** The port of the input under way: connections of earlier ones may come late. */
  input: number;
  movedAt: number;
}

/** A proxy process with its slots. */
export interface Arena {
  readonly proxy: ProxyProcess;
  readonly slots: number;
  run(slot: number, attempt: Attempt): Promise<Outcome>;
  /** Upstream connections that are still open. */
  openUpstreams(): number;
  close(): Promise<void>;
}

const quietMs = 20;
const patienceMs = 20_000;

/** Opens an arena. Keep-alive is short there, so that nothing is open only because it waits. */
export async function openArena(slotCount: number): Promise<Arena> {
  const slots = await Promise.all(Array.from({ length: slotCount }, (_, index) => openSlot(index)));
  const ports = slots.map(({ server }) => (server.address() as AddressInfo).port);
  const proxy = await proxyProcess({ ports, limits: { keepAliveMs: 5000, lingerMs: 200 } });
  const slotOf = (index: number): Slot => {
    const slot = slots[index];
    if (slot === undefined) throw new Error("this is a bug: no such slot");
    return slot;
  };
  return {
    proxy,
    slots: slotCount,
    run: (index, attempt) => attemptIn(slotOf(index), attempt, proxy),
    openUpstreams: () =>
      slots.reduce((sum, { connections }) => sum + connections.filter(({ open }) => open).length, 0),
    close: async () => {
      await proxy.close().catch(() => undefined);
      for (const { server, connections } of slots) {
        for (const { socket } of connections) socket.destroy();
        server.close();
      }
    },
  };
}

async function openSlot(index: number): Promise<Slot> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    upstreamConnection(slot, socket),
  );
  const slot: Slot = {
    server,
    name: `slot${index}.internal`,
    connections: [],
    attempt: null,
    input: 1000,
    movedAt: 0,
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return slot;
}

function upstreamConnection(slot: Slot, socket: Socket): void {
  const connection: UpstreamConnection = {
    socket,
    input: null,
    received: "",
    answered: "",
    requests: 0,
    ended: false,
    open: true,
  };
  slot.connections.push(connection);
  socket.on("error", () => undefined);
  socket.on("end", () => socket.end());
  socket.on("close", () => (connection.open = false));
  socket.on("data", (chunk: Buffer) => {
    connection.received += chunk.toString("latin1");
    if (connection.input === null) readInput(connection);
    if (connection.input !== slot.input) return;
    slot.movedAt = performance.now();
    answer(slot, connection);
  });
}

function readInput(connection: UpstreamConnection): void {
  const end = connection.received.indexOf("\n");
  if (end < 0) return;
  connection.input = Number(connection.received.slice(0, end));
  connection.received = connection.received.slice(end + 1);
}

function answer(slot: Slot, connection: UpstreamConnection): void {
  const { messages } = readRequests(connection.received, { fromClient: false });
  for (; connection.requests < messages.length; connection.requests += 1) {
    const head = messages[connection.requests]?.startLine.startsWith("HEAD ") ?? false;
    const given = slot.attempt?.answers?.[connection.requests];
    const text =
      given ??
      `HTTP/1.1 200 OK\r\nx-n: ${connection.requests}\r\nContent-Length: 2\r\n\r\n${head ? "" : "ok"}`;
    connection.answered += text;
    connection.socket.write(text, "latin1");
    const last = slot.attempt?.answers?.length === connection.requests + 1;
    if (!last || slot.attempt?.closes !== true) continue;
    connection.ended = true;
    connection.socket.end();
  }
}

async function attemptIn(slot: Slot, attempt: Attempt, proxy: ProxyProcess): Promise<Outcome> {
  for (const { socket } of slot.connections) socket.destroy();
  slot.connections = [];
  slot.attempt = attempt;
  slot.input = slot.input >= 65_000 ? 1000 : slot.input + 1;
  const authority = `${slot.name}:${slot.input}`;
  const sent = attempt.sent.replaceAll("HOST", authority);
  const client = await (attempt.way === "tunnel" ? tunnel(slot, authority, proxy) : plain(proxy.port));
  let got = "";
  let closed = false;
  slot.movedAt = performance.now();
  client.on("data", (chunk: Buffer) => {
    got += chunk.toString("latin1");
    slot.movedAt = performance.now();
  });
  client.on("close", () => (closed = true));
  client.write(Buffer.from(sent, "latin1"));
  const started = performance.now();
  const observe = (): Observed => ({
    way: attempt.way,
    authority,
    sent,
    upstream: slot.connections
      .filter(({ input }) => input === slot.input)
      .map(({ received, answered, ended }) => ({ received, answered, ended })),
    got,
    closed,
  });
  let lost = false;
  while (!closed) {
    await new Promise((resolve) => setTimeout(resolve, quietMs / 2));
    const now = performance.now();
    if (now - slot.movedAt < quietMs) continue;
    if (isSettled(observe(), attempt)) break;
    if (now - started > patienceMs) {
      lost = attempt.answers === null;
      break;
    }
  }
  client.destroy();
  return { observed: observe(), lost };
}

/** Whether nothing more is to come: each request that can be forwarded was answered, or one was refused. */
function isSettled(observed: Observed, attempt: Attempt): boolean {
  const expected = expectedRequests(observed);
  const { answers } = attempt;
  if (answers !== null) {
    // An answer of nothing is given as soon as it is asked for.
    const given = observed.upstream.some(
      ({ answered, received }) => answered !== "" || (answers[0] === "" && received !== ""),
    );
    return given || observed.got !== "";
  }
  if (expected.messages.some(({ headers }) => headers.some(isUpgradeHeader))) return observed.got !== "";
  const methods = expected.messages.map(({ startLine }) => startLine.split(" ")[0] ?? "");
  const { messages } = readAnswers(observed.got, { methods, ended: false });
  const answered = messages.filter(({ startLine }) => !/^HTTP\/1\.\d 1/.test(startLine));
  // Nothing follows the answer to a CONNECT, and only the connection's end would delimit it.
  const onlyTunnel = expected.messages.length === 1 && expected.tail.kind === "none";
  const tunnelled = onlyTunnel && observed.got === "HTTP/1.1 200 Connection Established\r\n\r\n";
  return tunnelled || answered.some(isOwn) || answered.length >= expected.messages.length;
}

function isUpgradeHeader([name]: readonly [string, string]): boolean {
  return name.toLowerCase() === "upgrade";
}

async function plain(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("close", reject));
  return socket;
}

async function tunnel(slot: Slot, authority: string, proxy: ProxyProcess): Promise<Socket> {
  const raw = await plain(proxy.port);
  raw.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  await new Promise<void>((resolve, reject) => {
    raw.once("data", () => resolve());
    raw.once("close", () => reject(new Error("no tunnel")));
  });
  const tls = tlsConnect({
    socket: raw,
    ca: proxy.certificatePem,
    servername: slot.name,
    ALPNProtocols: ["http/1.1"],
  });
  tls.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => tls.once("secureConnect", resolve).once("close", reject));
  return tls;
}
