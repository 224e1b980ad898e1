// Health and metrics for those who watch a fleet: three pages of text on a port of their own, which is off unless it is asked for.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { CountersignError } from "../http/countersign-error.ts";

/** What the pages tell. */
export interface MetricsSource {
  /** True while requests are taken. */
  readonly ready: () => boolean;
  /** The metrics as Prometheus reads them; null where they cannot be had in time. */
  readonly prometheusText: () => Promise<string | null>;
}

/** Where to listen: loopback, unless the proxy itself may be reached from elsewhere. */
export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

/** The open port. */
export interface MetricsServer {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:9464`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Clients at once; one more is closed. */
const mostConnections = 32;
const requestDeadlineMs = 5000;

/** Opens the port. Throws ERR_PORT_IN_USE and ERR_PORT_REFUSED. */
export async function openMetricsServer(
  address: MetricsAddress,
  source: MetricsSource,
): Promise<MetricsServer> {
  const server = createServer({ maxHeaderSize: 8192, requestTimeout: requestDeadlineMs });
  server.headersTimeout = requestDeadlineMs;
  server.maxConnections = mostConnections;
  const port = await listening(server, address);
  const shown = address.host.includes(":") ? `[${address.host}]` : address.host;
  server.on("request", (request, response) => {
    void answer({ request, response, source, loopbackPort: isLoopback(address.host) ? port : null });
  });
  return {
    ...{ host: address.host, port, url: `http://${shown}:${port}` },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, { host, port }: MetricsAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(
        new CountersignError(
          taken ? "ERR_PORT_IN_USE" : "ERR_PORT_REFUSED",
          taken ? `port ${port} is taken` : `port ${port} on ${host} cannot be listened on`,
          { cause: error, hint: "choose another --metrics-port, or 0 for a free one" },
        ),
      );
    });
    server.listen(port, host, () => {
      const bound = server.address();
      resolve(bound !== null && typeof bound === "object" ? bound.port : port);
    });
  });
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly source: MetricsSource;
  /** The port whose loopback names alone are answered; null where other machines may ask. */
  readonly loopbackPort: number | null;
}

async function answer({ request, response, source, loopbackPort }: Asked): Promise<void> {
  const { method, url = "", headers } = request;
  if (loopbackPort !== null && !isOwnHost(headers.host, loopbackPort))
    return end(response, 421, "not this host\n");
  if (method !== "GET" && method !== "HEAD") return end(response, 405, "GET or HEAD\n");
  if (url === "/healthz") return end(response, 200, "ok\n");
  if (url === "/readyz")
    return source.ready() ? end(response, 200, "ready\n") : end(response, 503, "not ready\n");
  if (url !== "/metrics") return end(response, 404, "/healthz, /readyz or /metrics\n");
  const text = await source.prometheusText();
  return text === null ? end(response, 503, "no metrics in time\n") : end(response, 200, text);
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; version=0.0.4; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
}

/** A name can be bound to a loopback address by anyone (DNS rebinding): a page must not read this port through it. */
function isOwnHost(host: string | undefined, port: number): boolean {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(host?.toLowerCase() ?? "");
}

function isLoopback(host: string): boolean {
  return /^127\.|^\[?::1\]?$|^localhost$/i.test(host);
}
