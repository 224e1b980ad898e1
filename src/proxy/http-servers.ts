// The two HTTP servers: the one that listens (CONNECT and `http://` targets) and the one inside tunnels, which never listens.
import type { Server, ServerOptions } from "node:http";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { ClientAnswer, ClientMessage } from "./client-message.ts";
import { limits } from "./limits.ts";
import type { ProxyLog } from "./proxy-event.ts";
import { errorCode } from "./proxy-event.ts";
import { answerRaw } from "./refusal-answer.ts";

/** Takes a parsed request; Expect headers are left to the upstream. */
export type TakeRequest = (request: ClientMessage, answer: ClientAnswer) => void;

/** The server of the proxy port. */
export function outerServer(take: TakeRequest, log: ProxyLog): Server {
  return prepared(limits.connectHeadMs, take, log);
}

/** The server of decrypted connections; hand it one by emitting `connection`. */
export function innerServer(take: TakeRequest, log: ProxyLog): Server {
  const server = prepared(limits.requestHeadMs, take, log);
  // Node starts its watch over slow heads when a server listens; this one never does.
  server.emit("listening");
  return server;
}

function prepared(headersTimeout: number, take: TakeRequest, log: ProxyLog): Server {
  const options: ServerOptions<typeof ClientMessage, typeof ClientAnswer> = {
    IncomingMessage: ClientMessage,
    ServerResponse: ClientAnswer,
    requestTimeout: 0,
    headersTimeout,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(limits.sweepMs, headersTimeout / 2),
    maxHeaderSize: limits.headBytes,
    // A request without Host is refused by our own rule, which leaves a record.
    requireHostHeader: false,
    insecureHTTPParser: false,
  };
  const server = createServer(options, take);
  server.on("checkContinue", take);
  server.on("checkExpectation", take);
  server.on("clientError", (error: Error, socket: Duplex) => refuseUnparsed(error, socket, log));
  return server as unknown as Server;
}

const statusOf: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers what is not HTTP, unless an answer is already on its way, and closes the connection either way. Nothing is said either in the
 * body of a request that has its answer: a client that was refused in place of 100 Continue (botocore) begins its next request there, and
 * would take what we say for the answer to that; a connection that closes has it ask again.
 */
function refuseUnparsed(error: Error, socket: Duplex, log: ProxyLog): void {
  const code = errorCode(error);
  if (code === "ECONNRESET" || code === "EPIPE" || !socket.writable) {
    socket.destroy();
    return;
  }
  log({ level: "warn", event: "malformed-request", message: "a client sent what is not HTTP/1.1", code });
  const client = socket as HttpSocket;
  const { _httpMessage: answer, parser } = client;
  if (answer != null) socket.destroy();
  else if (parser?.incoming?.complete === false) client.destroySoon();
  else answerRaw(socket, statusOf[code] ?? 400, `not a valid HTTP/1.1 request (${code})`);
}

/** What Node's server keeps on a client's connection: the answer under way, and the request that is being read. */
interface HttpSocket extends Socket {
  readonly _httpMessage?: object | null;
  readonly parser?: { readonly incoming: { readonly complete: boolean } | null } | null;
}
