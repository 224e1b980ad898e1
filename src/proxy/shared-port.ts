// The port of a proxy whose connections other processes serve: listened on here, so that it stays open whatever becomes of them.
import type { Socket } from "node:net";
import { createServer } from "node:net";
import { listen, sayDropped } from "./listen.ts";
import type { ProxyLog } from "./proxy-event.ts";

/** A port that several processes serve: one listens and hands connections over, the others take them. */
export interface SharedPort {
  /** The port that is listened on. */
  readonly port: number;
  /** Processes that serve it: each has its part of the limits. */
  readonly processes: number;
  /** The name that all of them have in Via. */
  readonly viaName: string;
  /** Told of each connection upstream by its ends, when it opens and when it closes. */
  readonly outgoing: (end: string, open: boolean) => void;
}

/** What the port is opened with. */
export interface SharedPortOptions {
  readonly host: string;
  readonly port: number;
  readonly maxConnections: number;
  /** How many connections are open. */
  readonly connections: () => number;
  /** Takes a connection of which nothing has been read. */
  readonly accepted: (socket: Socket) => void;
  readonly log: ProxyLog;
}

/** The open port. */
export interface ListeningPort {
  readonly port: number;
  /** Accepts nothing more; connections that were handed over are not its own. */
  close(): void;
}

/** Listens. Throws ERR_PORT_IN_USE and ERR_PORT_REFUSED. */
export async function openSharedPort(options: SharedPortOptions): Promise<ListeningPort> {
  const tellDropped = sayDropped(options.maxConnections, options.log);
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    // A client that is gone before it is handed over.
    socket.on("error", () => undefined);
    if (options.connections() < options.maxConnections) options.accepted(socket);
    else {
      socket.destroy();
      tellDropped();
    }
  });
  const port = await listen(server, options);
  return { port, close: () => void server.close() };
}
