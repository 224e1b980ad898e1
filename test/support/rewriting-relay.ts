// A proxy that changes headers on their way, as some corporate proxies do: it stands before another proxy and speaks plain HTTP.
import type { Server } from "node:http";
import { createServer, request as httpRequest } from "node:http";

/** What the relay does with one header: the new value, or null to drop the field. */
export type HeaderChange = (name: string, value: string) => string | null;

/** An open relay. */
export interface RewritingRelay {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Opens a relay that hands every absolute-form request to the proxy at `proxyPort`, its headers changed, body untouched. */
export async function openRewritingRelay(proxyPort: number, change: HeaderChange): Promise<RewritingRelay> {
  const server: Server = createServer((request, answer) => {
    const headers: string[] = [];
    for (let index = 0; index < request.rawHeaders.length; index += 2) {
      const name = request.rawHeaders[index] ?? "";
      const value = change(name, request.rawHeaders[index + 1] ?? "");
      if (value !== null) headers.push(name, value);
    }
    const target = { host: "127.0.0.1", port: proxyPort, method: request.method, path: request.url, headers };
    const onward = httpRequest({ ...target, agent: false }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
      reply.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    request.pipe(onward);
  });
  server.on("checkContinue", (request, answer) => {
    answer.writeContinue();
    server.emit("request", request, answer);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => server.close(() => closed()).closeAllConnections()),
  };
}

/** A port of this machine that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await new Promise((closed) => server.close(closed));
  return port;
}
