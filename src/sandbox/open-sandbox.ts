// The sandbox: an HTTP server without a port that stands for every AWS host, reached through connections inside the process.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { wholeBody } from "../http/http-message.ts";
import { headerValue, rawHeaderPairs } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import type { Answer } from "./answer.ts";
import type { SandboxOptions } from "./judgement.ts";
import { pairedSockets } from "./paired-sockets.ts";
import type { BodyBudget } from "./request-body.ts";
import { readBody } from "./request-body.ts";
import type { AnswerIds, IdStyle } from "./request-ids.ts";
import { answerIds, idHeaders, idStyle } from "./request-ids.ts";
import type { SandboxState } from "./serve.ts";
import { emptySandbox, internalError, serve } from "./serve.ts";

/** An open sandbox. */
export interface Sandbox {
  /** One end of a new connection to a host; plain HTTP is spoken on it also where `secure` says the client used TLS. */
  connect(host: string, port: number, secure: boolean): Duplex;
  /** Ends every connection and forgets everything. */
  close(): Promise<void>;
}

interface Destination {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

interface Running {
  readonly options: SandboxOptions;
  readonly state: SandboxState;
  readonly budget: BodyBudget;
  readonly destinations: WeakMap<object, Destination>;
}

const idleMilliseconds = 300_000;
const headLimitBytes = 128 * 1024;

/** Opens the built-in verifying endpoint: it judges each request by `examine` and answers as AWS would. */
export function openSandbox(options: SandboxOptions): Sandbox {
  const running: Running = {
    options,
    state: emptySandbox(),
    budget: { bytesUnderWay: 0 },
    destinations: new WeakMap(),
  };
  const server = sandboxServer(running);
  const ends = new Set<Duplex>();
  return {
    connect(host, port, secure) {
      const [near, far] = pairedSockets();
      running.destinations.set(far, { host, port, secure });
      ends.add(far);
      far.once("close", () => ends.delete(far));
      far.on("error", () => far.destroy());
      server.emit("connection", far);
      return near;
    },
    async close() {
      for (const end of ends) end.destroy();
      server.removeAllListeners();
    },
  };
}

function sandboxServer(running: Running): Server {
  const server = createServer({ maxHeaderSize: headLimitBytes, requireHostHeader: false });
  server.timeout = idleMilliseconds;
  server.keepAliveTimeout = idleMilliseconds;
  const take = (message: IncomingMessage, response: ServerResponse): void => {
    answerRequest(running, message, response).catch((error: unknown) => {
      running.options.log(
        `sandbox: a request broke off: ${error instanceof Error ? error.message : "unknown"}`,
      );
      response.destroy();
    });
  };
  server.on("request", take);
  server.on("checkContinue", (message: IncomingMessage, response: ServerResponse) => {
    response.writeContinue();
    take(message, response);
  });
  server.on("checkExpectation", (_message: IncomingMessage, response: ServerResponse) =>
    response.writeHead(417).end(),
  );
  const close = (status: string) => (_: unknown, socket: Duplex) =>
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  server.on("upgrade", (message: IncomingMessage, socket: Duplex) => answerUpgrade(running, message, socket));
  server.on("connect", close("405 Method Not Allowed"));
  server.on("clientError", (_error: Error, socket: Duplex) => {
    if (socket.writable)
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    else socket.destroy();
  });
  return server;
}

async function answerRequest(
  running: Running,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const receivedAtEpochMs = running.options.now();
  const body = await readBody(message, running.budget);
  const captured = { ...capturedHead(running, message, receivedAtEpochMs), body };
  const style = styleOf(captured);
  const ids = answerIds(style);
  const answer = answerTo(running, captured, ids);
  send(message, response, answer, answerHeaders(answer, style, ids, running.options.now()));
}

/** A WebSocket's handshake is judged like any request; a right one ends in 501, as no service here speaks WebSocket. */
function answerUpgrade(running: Running, message: IncomingMessage, socket: Duplex): void {
  const captured = {
    ...capturedHead(running, message, running.options.now()),
    body: wholeBody(new Uint8Array(0)),
  };
  const style = styleOf(captured);
  const ids = answerIds(style);
  const answer = answerTo(running, captured, ids);
  const headers = answerHeaders(answer, style, ids, running.options.now());
  let head = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}\r\nConnection: close\r\n`;
  for (let at = 0; at + 1 < headers.length; at += 2) head += `${headers[at]}: ${headers[at + 1]}\r\n`;
  socket.end(Buffer.concat([Buffer.from(`${head}\r\n`, "latin1"), answer.body]));
}

/** Hosts no table lists are S3's when their requests carry its payload header. */
function styleOf({ authority, headers }: CapturedRequest): IdStyle {
  const host = authority.toLowerCase().replace(/:\d*$/, "");
  const s3 = headerValue(headers, "x-amz-content-sha256") === undefined ? null : "s3";
  return idStyle(endpointOf(host).signingName ?? s3);
}

function answerTo(running: Running, captured: CapturedRequest, ids: AnswerIds): Answer {
  try {
    return serve(captured, running.state, running.options.examine, {
      ids,
      nowEpochMs: running.options.now(),
    });
  } catch (error) {
    running.options.log(
      `sandbox: failed on a request: ${error instanceof Error ? error.message : "unknown"}`,
    );
    return internalError(ids);
  }
}

function capturedHead(
  running: Running,
  message: IncomingMessage,
  receivedAtEpochMs: number,
): Omit<CapturedRequest, "body"> {
  const destination = running.destinations.get(message.socket) ?? { host: "", port: 443, secure: true };
  const headers = rawHeaderPairs(message.rawHeaders);
  const target = message.url ?? "/";
  const usualPort = destination.secure ? 443 : 80;
  const named = destination.port === usualPort ? destination.host : `${destination.host}:${destination.port}`;
  return {
    method: message.method ?? "GET",
    scheme: destination.secure ? "https" : "http",
    authority: headerValue(headers, "host") ?? targetParts(target).authority ?? named,
    target,
    httpVersion: message.httpVersion,
    headers,
    connection: null,
    receivedAtEpochMs,
  };
}

/** The answer's own headers and those that every AWS answer has, as names and values in turn. */
function answerHeaders(answer: Answer, style: IdStyle, ids: AnswerIds, nowEpochMs: number): string[] {
  const headers: string[] = [];
  for (const [name, value] of [...answer.headers, ...idHeaders(style, ids)]) headers.push(name, value);
  headers.push("Date", new Date(nowEpochMs).toUTCString(), "Server", "countersign-sandbox");
  if (answer.status !== 204 && answer.status !== 304)
    headers.push("Content-Length", String(answer.announcedBytes ?? answer.body.length));
  return headers;
}

function send(message: IncomingMessage, response: ServerResponse, answer: Answer, headers: string[]): void {
  if (response.destroyed) return;
  response.sendDate = false;
  response.writeHead(answer.status, headers);
  response.end(message.method === "HEAD" || answer.status === 304 ? undefined : answer.body);
}
