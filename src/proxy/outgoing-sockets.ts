// The local ends of every connection this proxy has opened. A client that comes from one of them is the proxy itself: a loop
// that no address could show, because a port forwarding or another name stands between.
import type { Socket } from "node:net";

/** Either end of a TCP connection as this machine sees it. */
export type SocketEnd = Pick<Socket, "remoteAddress" | "remotePort">;

/** A table of open connections; each leaves it when it closes. */
export class OutgoingSockets {
  readonly #ends = new Set<string>();

  /** How many connections are open. */
  get size(): number {
    return this.#ends.size;
  }

  /** Notes a connection from the moment it is there. */
  add(socket: Socket): void {
    socket.once("connect", () => {
      const end = endText(socket.localAddress, socket.localPort);
      this.#ends.add(end);
      socket.once("close", () => this.#ends.delete(end));
    });
  }

  /** Whether a client's connection is one of these, seen from its other end. */
  isOtherEndOf({ remoteAddress, remotePort }: SocketEnd): boolean {
    return this.#ends.size > 0 && this.#ends.has(endText(remoteAddress, remotePort));
  }
}

/** A listener on all addresses sees IPv4 clients in IPv6 spelling. */
function endText(address: string | undefined, port: number | undefined): string {
  return `${(address ?? "").replace(/^::ffff:(?=\d+\.)/i, "")} ${port}`;
}
