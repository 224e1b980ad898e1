// Every client that is connected: its sockets, and the connections whose requests we carry.
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ClientConnection } from "./client-connection.ts";

/** The clients of a proxy. */
export class Clients {
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<ClientConnection>();
  readonly #whenGone: (() => void)[] = [];
  readonly #bySocket = new WeakMap<Duplex, ClientConnection>();

  /** Remembers a socket of the proxy port until it closes. */
  accepted(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#tellGone();
    });
  }

  /** Remembers a connection until its socket closes. */
  add(connection: ClientConnection): ClientConnection {
    this.#connections.add(connection);
    this.#bySocket.set(connection.socket, connection);
    connection.socket.once("close", () => this.#forget(connection));
    return connection;
  }

  /** The connection of a socket, or null when it has none. */
  of(socket: Duplex): ClientConnection | null {
    return this.#bySocket.get(socket) ?? null;
  }

  /** Closes each connection as soon as nothing is under way on it. */
  drain(): void {
    for (const connection of this.#connections) connection.drain();
  }

  /** Closes every socket at once. */
  cut(): void {
    for (const { socket } of this.#connections) socket.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves when every socket is closed and every connection has seen its end, so that nothing is captured any more. */
  async gone(): Promise<void> {
    if (this.#connections.size + this.#sockets.size > 0)
      await new Promise<void>((resolve) => this.#whenGone.push(resolve));
  }

  #forget(connection: ClientConnection): void {
    this.#connections.delete(connection);
    this.#tellGone();
  }

  #tellGone(): void {
    if (this.#connections.size + this.#sockets.size > 0) return;
    for (const resolve of this.#whenGone.splice(0)) resolve();
  }
}
