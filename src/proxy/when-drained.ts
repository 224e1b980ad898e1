// When what was written to an upstream has left. Node's `drain` of a request alone does not say so: once an answer is whole, Node takes its
// own listener off the connection (socketOnData in lib/_http_client.js), and a fast upstream's answer is read before the write that it
// answers is reported. A body paused until then would wait for ever, sent in full.
import type { ClientRequest } from "node:http";
import type { Duplex } from "node:stream";

/** Calls `drained` once when the request or the connection that carries it has room again; never when it is over before. */
export function whenDrained(upstream: ClientRequest, drained: () => void): void {
  let connection: Duplex | null = null;
  let called = false;
  const watch = (given: Duplex): void => {
    connection = given;
    given.on("drain", room);
  };
  const stop = (): void => {
    upstream.off("drain", room).off("close", stop).off("socket", watch);
    connection?.off("drain", room);
  };
  const room = (): void => {
    // Both may be told in one turn: Node tells the request from the connection's own event.
    if (called) return;
    called = true;
    stop();
    drained();
  };
  upstream.on("drain", room).on("close", stop);
  if (upstream.socket === null) upstream.on("socket", watch);
  else watch(upstream.socket);
}
