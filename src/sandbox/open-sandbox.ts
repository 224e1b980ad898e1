// The sandbox: an HTTP server without a port that stands for every AWS host, reached through connections inside the process.
import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue, rawHeaderPairs } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import type { Answer } from "./answer.ts";
import type { SandboxOptions } from "./judgement.ts";
import { pairedSockets } from "./paired-sockets.ts";
import type { AnswerIds } from "./refusal-answer.ts";
import type { BodyBudget } from "./request-body.ts";
import { readBody } from "./request-body.ts";
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
  server.on("upgrade", close("403 Forbidden"));
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
  const ids: AnswerIds = { requestId: requestId(), hostId: randomBytes(56).toString("base64") };
  const receivedAtEpochMs = running.options.now();
  const body = await readBody(message, running.budget);
  const captured = { ...capturedHead(running, message, receivedAtEpochMs), body };
  const answer = answerTo(running, captured, ids);
  send(message, response, answer, answerHeaders(answer, ids, running.options.now()));
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

/** S3's ids are 16 capitals and digits, others are UUIDs; S3's form serves for both headers here. */
function requestId(): string {
  return randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase();
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
function answerHeaders(answer: Answer, ids: AnswerIds, nowEpochMs: number): string[] {
  const headers: string[] = [];
  for (const [name, value] of answer.headers) headers.push(name, value);
  headers.push(
    "x-amz-request-id",
    ids.requestId,
    "x-amzn-RequestId",
    ids.requestId,
    "x-amz-id-2",
    ids.hostId,
  );
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
