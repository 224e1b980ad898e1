// A server that listens, and what it tells where it cannot or where too many come.
import type { AddressInfo, Server } from "node:net";
import { CountersignError } from "../http/countersign-error.ts";
import type { ProxyLog } from "./proxy-event.ts";

/** Listens on an address and gives the port; 0 takes a free one. Throws ERR_PORT_IN_USE and ERR_PORT_REFUSED. */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(listenError(host, port, cause)));
    server.listen({ host, port }, resolve);
  });
  server.on("error", () => undefined);
  return (server.address() as AddressInfo).port;
}

function listenError(host: string, port: number, cause: NodeJS.ErrnoException): CountersignError {
  const taken = cause.code === "EADDRINUSE";
  return new CountersignError(
    taken ? "ERR_PORT_IN_USE" : "ERR_PORT_REFUSED",
    taken
      ? `port ${port} on ${host} is taken`
      : `cannot listen on ${host}:${port} (${cause.code ?? "unknown"})`,
    { hint: "choose another with --port, or 0 for a free one", cause },
  );
}

/** Tells of connections that were closed at once for their number: the first, and then at most one a minute. */
export function sayDropped(maxConnections: number, log: ProxyLog): () => void {
  let quietUntil = 0;
  return () => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + 60_000;
    const message = `more than ${maxConnections} connections at once: some were closed (see --max-connections)`;
    log({ level: "warn", event: "too-many-connections", message });
  };
}
