// One connection of a client: its requests one after the other, its way upstream, and its end.
import type { Socket } from "node:net";
import type { ClientMessage } from "./client-message.ts";
import type { Exchange } from "./exchange.ts";
import { limits } from "./limits.ts";
import { lingeringClose } from "./lingering-close.ts";
import { resetNow } from "./reset.ts";
import type { Route } from "./route.ts";

/** A client's connection: a tunnel after its TLS handshake, or a connection to the proxy port itself. */
export class ClientConnection {
  readonly socket: Socket;
  /** Where every request goes (inside a tunnel), or where the latest went. */
  route: Route | null;
  readonly tunnelled: boolean;
  #current: Exchange | null = null;
  #latest: ClientMessage | null = null;
  #waiting: (() => void)[] = [];
  #closing = false;
  #finished = false;

  constructor(socket: Socket, route: Route | null) {
    this.socket = socket;
    this.route = route;
    this.tunnelled = route !== null;
    // A tunnel's connection has its own way, as its TLS ends here.
    if (!this.tunnelled) socket.resetAndDestroy = () => resetNow(socket);
    const closeNow = socket.destroySoon.bind(socket);
    socket.destroySoon = () => (this.#latest?.complete === false ? lingeringClose(socket) : closeNow());
    socket.once("close", () => this.#closed());
  }

  /** Whether nothing else may start: a request is under way or waits for its turn, or the last answer closes it. */
  get busy(): boolean {
    return this.#current !== null || this.#waiting.length > 0 || this.#finished;
  }

  /**
   * Starts a request now, or after those before it; a client that sends too many ahead is cut. Behind an answer that
   * closes the connection nothing is started: no client would get its answer.
   */
  submit(request: ClientMessage, start: () => void): void {
    if (this.#finished) {
      request.resume();
      return;
    }
    if (this.#waiting.length >= limits.pipelinedRequests) {
      this.socket.destroy();
      return;
    }
    if (this.#current === null) this.#start(request, start);
    else this.#waiting.push(() => this.#start(request, start));
  }

  /** Marks an exchange as the one under way. */
  carry(exchange: Exchange): void {
    this.#current = exchange;
  }

  /** An exchange is over: the next may start. */
  settled(exchange: Exchange): void {
    if (this.#current !== exchange) return;
    this.#current = null;
    if (exchange.isLast || this.#closing) this.finish();
    // An answer of our own is written behind the end of its exchange.
    if (this.#closing) setImmediate(() => this.socket.destroySoon());
    else this.#waiting.shift()?.();
  }

  /** Starts nothing more: the answer under way closes the connection. */
  finish(): void {
    this.#finished = true;
    this.#waiting = [];
  }

  /** Takes a route in place of the latest, whose lane is closed. */
  turnTo(route: Route): void {
    this.route?.lane.close();
    this.route = route;
  }

  /** Closes the connection as soon as nothing is under way. */
  drain(): void {
    this.#closing = true;
    if (this.#current === null || this.#current.switched) this.socket.destroy();
  }

  #start(request: ClientMessage, start: () => void): void {
    this.#latest = request;
    start();
  }

  #closed(): void {
    this.#waiting = [];
    this.#current?.clientGone();
    this.route?.lane.close();
  }
}
