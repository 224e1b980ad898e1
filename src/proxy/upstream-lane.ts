// The one upstream connection of a client connection, as the agent of its requests: nothing is shared between clients,
// nothing is reused after any doubt, and the head that goes out is the head that came in.
import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Authority } from "../interception/authority.ts";
import { AnswerBytes } from "./answer-bytes.ts";
import { flushHead } from "./flush-head.ts";
import type { Surroundings } from "./upstream-dial.ts";
import { dial } from "./upstream-dial.ts";

/** What Node's outgoing message keeps besides its public face; the contract test pins it. */
export interface OutgoingInternals {
  _header: string;
  _headerSent: boolean;
  chunkedEncoding: boolean;
  outputData: { data: unknown }[];
  readonly res: IncomingMessage | null;
  onSocket(socket: Duplex | null, error?: Error): void;
}

/** Options a request brings along for its lane, beside those of Node. */
export interface LaneOptions {
  /** The exact head, first line to empty line. */
  readonly exactHead: string;
  /** Whether the head says Transfer-Encoding: chunked. */
  readonly chunked: boolean;
  /** Whether a body may follow, so that the head must not wait for it. */
  readonly hasBody: boolean;
}

type LaneRequest = ClientRequest & OutgoingInternals;

/** An agent (in Node's sense) for requests that come one after the other. */
export class UpstreamLane {
  readonly protocol: string;
  readonly defaultPort: number;
  readonly keepAlive = true;
  readonly maxSockets = 1;
  readonly #authority: Authority;
  readonly #secure: boolean;
  readonly #surroundings: Surroundings;
  #connection: Duplex | null = null;
  #current: LaneRequest | null = null;
  #giveUp: (() => void) | null = null;
  #closed = false;
  #bytes = new AnswerBytes();
  #bytesSeen: () => void = () => undefined;

  constructor(authority: Authority, secure: boolean, surroundings: Surroundings) {
    this.protocol = secure ? "https:" : "http:";
    this.defaultPort = secure ? 443 : 80;
    this.#authority = authority;
    this.#secure = secure;
    this.#surroundings = surroundings;
  }

  /** The lane as Node's option wants it: ClientRequest calls nothing but addRequest. */
  asAgent(): Agent {
    return this as unknown as Agent;
  }

  /** Takes a connection that is open already, for the first request. */
  warm(connection: Duplex): void {
    if (this.#closed || this.#connection !== null || connection.destroyed) connection.destroy();
    else this.#adopt(connection);
  }

  /** Called for every chunk that arrives from upstream, to know that it is alive. */
  onBytes(seen: () => void): void {
    this.#bytesSeen = seen;
  }

  /** Node's ClientRequest calls this when its head is made. */
  addRequest(clientRequest: ClientRequest, options: LaneOptions): void {
    const request = clientRequest as LaneRequest;
    putExactHead(request, options);
    if (this.#current !== null) this.#discard();
    this.#current = request;
    this.#bytes = new AnswerBytes();
    if (this.#connection === null) this.#dial(request, options);
    else this.#reuse(request, options);
  }

  /** Ends the lane with its client: a connection under way or open is dropped. */
  close(): void {
    this.#closed = true;
    this.#giveUp?.();
    this.#discard();
  }

  /**
   * Waits one turn of the event loop first: whatever an upstream sent unasked has been read by then, and a connection
   * that held anything is gone.
   */
  #reuse(request: LaneRequest, options: LaneOptions): void {
    setImmediate(() => {
      const connection = this.#connection;
      if (this.#closed) {
        request.onSocket(null, clientGone());
        return;
      }
      if (
        connection === null ||
        connection.destroyed ||
        !connection.writable ||
        connection.readableLength > 0
      ) {
        this.#discard();
        this.#current = request;
        this.#dial(request, options);
        return;
      }
      request.reusedSocket = true;
      give(request, connection, options);
    });
  }

  #dial(request: LaneRequest, options: LaneOptions): void {
    this.#giveUp = dial(this.#authority, this.#secure, this.#surroundings, (error, connection) => {
      this.#giveUp = null;
      if (connection === null || this.#closed || request.destroyed) {
        connection?.destroy();
        request.onSocket(null, error ?? clientGone());
        return;
      }
      this.#adopt(connection);
      give(request, connection, options);
    });
  }

  #adopt(connection: Duplex): void {
    this.#connection = connection;
    readOnAfterWriteError(connection);
    connection.on("error", () => undefined);
    connection.on("data", (chunk: Buffer) => {
      // A connection that switched protocols is no longer ours to judge.
      if (this.#connection !== connection) return;
      this.#bytesSeen();
      const current = this.#current;
      if (current === null || current.res?.complete === true) connection.destroy();
      else if (this.#bytes.isEmpty && chunk[0] !== firstLetter) refuseAnswer(current, connection);
      else {
        this.#bytes.add(chunk);
        if (this.#bytes.hasBrokenLine) refuseAnswer(current, connection);
      }
    });
    const forget = (): void => {
      if (this.#connection === connection) this.#connection = null;
    };
    connection.once("close", forget);
    connection.once("agentRemove", forget);
    connection.on("free", () => {
      if (this.#connection !== connection) return;
      const current = this.#current;
      this.#current = null;
      // More than the answer came, and Node has forgotten it: the next answer would begin in the middle.
      const whole = current?.res != null && this.#bytes.endWith(current.res, current.method);
      if (this.#closed || !whole) connection.destroy();
    });
  }

  #discard(): void {
    this.#current = null;
    this.#connection?.destroy();
    this.#connection = null;
  }
}

function clientGone(): Error {
  return new Error("the client went away");
}

/** `H` of `HTTP/1.1`. */
const firstLetter = 0x48;

/** Node's parser passes over line breaks before an answer and takes a broken first line: the client would get another answer than was given. */
function refuseAnswer(request: LaneRequest, connection: Duplex): void {
  request.emit("error", new Error("the upstream's answer does not begin as HTTP does"));
  connection.destroy();
}

/** Node adds Connection, and Transfer-Encoding where a length is missing; an exact head carries what the client sent. */
function putExactHead(request: LaneRequest, options: LaneOptions): void {
  request.chunkedEncoding = options.chunked;
  request._header = options.exactHead;
  const [waiting] = request.outputData;
  if (request._headerSent && waiting !== undefined) waiting.data = options.exactHead;
}

function give(request: LaneRequest, connection: Duplex, options: LaneOptions): void {
  request.onSocket(connection);
  if (!options.hasBody) return;
  process.nextTick(() => {
    if (!request._headerSent && !request.destroyed) flushHead(request);
  });
}

type Write = (chunk: never, encoding: never, done: (error?: Error | null) => void) => void;

/**
 * Upstream may answer and close while a body is still on its way. The failed write must not close the reading side, or
 * the answer, which may be waiting to be read, would be lost.
 */
function readOnAfterWriteError(connection: Duplex): void {
  const stream = connection as unknown as {
    _write: Write;
    _writev: ((chunks: never, done: (error?: Error | null) => void) => void) | null;
  };
  const { _write, _writev } = stream;
  stream._write = (chunk, encoding, done) => _write.call(connection, chunk, encoding, tolerant(done));
  if (_writev) stream._writev = (chunks, done) => _writev.call(connection, chunks, tolerant(done));
}

function tolerant(done: (error?: Error | null) => void): (error?: Error | null) => void {
  return (error) => done(isBrokenPipe(error) ? null : error);
}

function isBrokenPipe(error: Error | null | undefined): boolean {
  const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
  return code === "EPIPE" || code === "ECONNRESET";
}
