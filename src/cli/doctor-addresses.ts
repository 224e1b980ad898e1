// Addresses of this machine: whether the proxy's port is free, and whether something listens where a proxy variable points.
import { connect, createServer } from "node:net";
import type { Environment } from "../credentials/load-knowledge.ts";
import type { PortState, ProxyVariable } from "../doctor/surroundings.ts";

const variables: readonly string[] = [
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "ALL_PROXY",
  "all_proxy",
];

const connectMs = 500;

/** Every proxy variable that is set. */
export function proxyVariables(environment: Environment): Promise<readonly ProxyVariable[]> {
  const set = variables.flatMap((variable) => {
    const text = environment[variable];
    return text ? [{ variable, text }] : [];
  });
  return Promise.all(set.map(async (one) => ({ ...one, listening: await listensAt(one.text) })));
}

/** Null where the text names no address of this machine: nothing else is ever connected to. */
async function listensAt(text: string): Promise<boolean | null> {
  const url = /^[a-z0-9+]+:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  if (host !== "localhost" && host !== "::1" && !/^127(?:\.\d{1,3}){3}$/.test(host)) return null;
  return connects(host, Number(port) || (protocol === "https:" ? 443 : 80));
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(connectMs, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

/** Whether a program of this user could listen on an address; nothing stays open. */
export function portState(host: string, port: number): Promise<PortState> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve({ host, port, state: error.code === "EADDRINUSE" ? "taken" : "refused" }),
    );
    server.listen({ host: host.replace(/^\[(.*)\]$/, "$1"), port, exclusive: true }, () =>
      server.close(() => resolve({ host, port, state: "free" })),
    );
  });
}
