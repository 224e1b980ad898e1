// The local ends of every connection this proxy has opened. A client that comes from one of them is the proxy itself: a loop
// that no address could show, because a port forwarding or another name stands between.
import type { Socket } from "node:net";

/** Either end of a TCP connection as this machine sees it. */
export type SocketEnd = Pick<Socket, "remoteAddress" | "remotePort">;

/** A table of open connections; each leaves it when it closes. */
export class OutgoingSockets {
  readonly #ends = new Set<string>();
  readonly #told: (end: string, open: boolean) => void;

  /** `told` of each connection by its local end, before anything is sent on it, and when it closes. */
  constructor(told: (end: string, open: boolean) => void = () => undefined) {
    this.#told = told;
  }

  /** How many connections are open. */
  get size(): number {
    return this.#ends.size;
  }

  /** Notes a connection from the moment it is there. */
  add(socket: Socket): void {
    socket.once("connect", () => {
      const end = endText(socket.localAddress, socket.localPort);
      this.#ends.add(end);
      this.#told(end, true);
      socket.once("close", () => {
        this.#ends.delete(end);
        this.#told(end, false);
      });
    });
  }

  /** Notes the other end of a client's connection as one of these: another process of this program has opened it. */
  addOtherEnd(client: Socket): void {
    const end = endText(client.remoteAddress, client.remotePort);
    this.#ends.add(end);
    client.once("close", () => this.#ends.delete(end));
  }

  /** Whether a client's connection is one of these, seen from its other end. */
  isOtherEndOf({ remoteAddress, remotePort }: SocketEnd): boolean {
    return this.#ends.size > 0 && this.#ends.has(endText(remoteAddress, remotePort));
  }
}

/** An end in one spelling. A listener on all addresses sees IPv4 clients in IPv6 spelling. */
export function endText(address: string | undefined, port: number | undefined): string {
  return `${(address ?? "").replace(/^::ffff:(?=\d+\.)/i, "")} ${port}`;
}
