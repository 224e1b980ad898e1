// Our own classes for the messages of a client connection, given to Node's server: they are the seam through which raw
// heads and the exchange reach http-mitm-proxy's request handler.
import type { OutgoingHttpHeader, OutgoingHttpHeaders } from "node:http";
import { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { answerFraming, answerHeadText } from "./answer-head.ts";
import type { Exchange } from "./exchange.ts";
import { announcesBody } from "./request-head.ts";

/** What http-mitm-proxy pipes a body into: its final filter, which takes everything at once. */
export interface EngineFilter {
  write(chunk: Uint8Array): unknown;
  end(): unknown;
}

/** What of a body was read ahead, and whether it is all of it. */
export interface HeldBody {
  readonly bytes: Uint8Array;
  readonly ended: boolean;
}

/** A request from a client, with the exchange it belongs to. */
export class ClientMessage extends IncomingMessage {
  exchange: Exchange | null = null;
  /** What of the body was read before it is carried; null where nothing was. */
  held: HeldBody | null = null;

  /**
   * Whether Node's server lets go of the connection for this request, asked when its head is whole. Of those that are no CONNECT one
   * with a body stays an ordinary request, as RFC 9110, 7.8 lets a server ignore Upgrade; its body would not be read otherwise.
   */
  get upgrade(): boolean {
    return this.asksForUpgrade && (this.method === "CONNECT" || !announcesBody(this.rawHeaders));
  }

  set upgrade(asked: boolean | null) {
    this.asksForUpgrade = asked === true;
  }

  /** Set by Node's own constructor already, so it must not be a field of this class. */
  declare asksForUpgrade: boolean;

  override pipe<T extends NodeJS.WritableStream>(filter: T): T {
    const { held } = this;
    if (held !== null) process.nextTick(() => giveHeld(held, filter as unknown as EngineFilter));
    return pipeToFilter(this, filter as unknown as EngineFilter) as unknown as T;
  }
}

/** What Node's answer keeps besides its public face; the contract test pins it. */
interface AnswerInternals {
  _header: string;
  _headerSent: boolean;
  _hasBody: boolean;
  _last: boolean;
  chunkedEncoding: boolean;
  shouldKeepAlive: boolean;
}

/** What a 101 brings: its head, the connection behind it, what came with it already. */
export interface SwitchedProtocol {
  readonly answered: IncomingMessage;
  readonly upstream: Duplex;
  readonly early: Buffer;
  /** Takes what the client sends from now on; null where nothing is read of it. */
  readonly tap: ((bytes: Uint8Array) => void) | null;
}

/** An answer to a client. Nothing is added to the head of an upstream's answer: no date, no connection header, no length. */
export class ClientAnswer extends ServerResponse<ClientMessage> {
  upstreamHead: IncomingMessage | null = null;
  /** Takes over when the upstream switches protocols; null where nobody asked for it. */
  switched: ((protocol: SwitchedProtocol) => void) | null = null;

  override writeHead(
    status: number,
    reason?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    this.sendDate = false;
    const upstream = this.upstreamHead;
    if (upstream !== null) return this.#writeExactHead(upstream);
    return typeof reason === "string"
      ? super.writeHead(status, reason, headers)
      : super.writeHead(status, reason);
  }

  /** Node would merge, check and complete the fields, and close where the upstream does not. */
  #writeExactHead(upstream: IncomingMessage): this {
    const internals = this as unknown as AnswerInternals;
    const status = upstream.statusCode ?? 0;
    const text = answerHeadText(upstream);
    this.statusCode = status;
    internals._hasBody = internals._hasBody && status !== 204 && status !== 304;
    const { chunked, persistent } = answerFraming(upstream, internals._hasBody);
    internals.chunkedEncoding = chunked;
    internals._last = !(internals.shouldKeepAlive && persistent);
    internals._header = text;
    internals._headerSent = false;
    return this;
  }
}

/** Two listeners instead of the seven of Node's pipe: the engine's filter never asks its source to wait. */
export function pipeToFilter(source: IncomingMessage, filter: EngineFilter): EngineFilter {
  source.on("data", (chunk: Uint8Array) => filter.write(chunk));
  source.on("end", () => filter.end());
  return filter;
}

/** Before anything else of the body: a request that was paused goes on in a later turn only. */
function giveHeld({ bytes, ended }: HeldBody, filter: EngineFilter): void {
  if (bytes.length > 0) filter.write(bytes);
  if (ended) filter.end();
}
