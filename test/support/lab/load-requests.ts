// What every load stands on: the exact bytes that its clients ask with and are answered with.

import type { RawClient } from "../proxy-client.ts";
import { waitFor } from "../proxy-client.ts";

export const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

export function get(path: string, host = 0): string {
  return `GET ${path} HTTP/1.1\r\nHost: host${host}.internal\r\n\r\n`;
}

export function put(bytes: number, host = 0): string {
  return `PUT /k HTTP/1.1\r\nHost: host${host}.internal\r\nContent-Length: ${bytes}\r\n\r\n`;
}

/** Sends one request on a client's connection and waits for its answer, or the connection's end. */
export async function asked(client: RawClient, text: string, withinMs = 60_000): Promise<string> {
  client.received = "";
  client.send(text);
  await waitFor(() => client.closed || client.received === ok, "an answer", withinMs);
  return client.received;
}

/** The time that all but one in a hundred took, in milliseconds. */
export function p99(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
}
