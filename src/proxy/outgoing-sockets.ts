// Every connection this proxy has opened, by both of its ends. A client's connection that is one of them, seen from its other end, is
// the proxy itself: a loop that no address could show, because another name stands between.
import type { Socket } from "node:net";

/** The ends of a TCP connection as this machine sees it. */
export interface SocketEnds {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/** A table of open connections; each leaves it when it closes. */
export class OutgoingSockets {
  readonly #open = new Set<string>();
  readonly #told: (ends: string, open: boolean) => void;

  /** `told` of each connection by its ends, before anything is sent on it, and when it closes. */
  constructor(told: (ends: string, open: boolean) => void = () => undefined) {
    this.#told = told;
  }

  /** How many connections are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Notes a connection from the moment it is there. */
  add(socket: Socket): void {
    socket.once("connect", () => {
      const ends = openedEnds(socket);
      this.#open.add(ends);
      this.#told(ends, true);
      socket.once("close", () => {
        this.#open.delete(ends);
        this.#told(ends, false);
      });
    });
  }

  /** Notes the other end of a client's connection as one of these: another process of this program has opened it. */
  addOtherEnd(client: Socket): void {
    const ends = acceptedEnds(client);
    this.#open.add(ends);
    client.once("close", () => this.#open.delete(ends));
  }

  /**
   * Whether a client's connection is one of these, seen from its other end. The client's end alone does not tell: the system gives one
   * port to several connections at a time when they lead to different places, and a client beside the proxy may have that of one of ours.
   */
  isOtherEndOf(client: SocketEnds): boolean {
    return this.#open.size > 0 && this.#open.has(acceptedEnds(client));
  }
}

/** A connection by its ends, as the process knows it that opened it. */
export function openedEnds({ localAddress, localPort, remoteAddress, remotePort }: SocketEnds): string {
  return `${end(localAddress, localPort)} ${end(remoteAddress, remotePort)}`;
}

/** The same text for the same connection, as the process knows it that accepted it. */
export function acceptedEnds({ localAddress, localPort, remoteAddress, remotePort }: SocketEnds): string {
  return `${end(remoteAddress, remotePort)} ${end(localAddress, localPort)}`;
}

/** An end in one spelling. A listener on all addresses sees IPv4 clients in IPv6 spelling. */
function end(address: string | undefined, port: number | undefined): string {
  return `${(address ?? "").replace(/^::ffff:(?=\d+\.)/i, "")} ${port}`;
}
