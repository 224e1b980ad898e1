// One request over a connection of the sandbox as raw bytes, and its answer cut out of what comes back.
import { once } from "node:events";
import type { Duplex } from "node:stream";
import type { CapturedRequest, CapturedResponse } from "../../src/http/captured-exchange.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import type { RawHeader } from "../../src/http/raw-headers.ts";

/** Sends the request as it stands, then reads one answer; a body announced as chunked is sent as one chunk. */
export async function rawExchange(connection: Duplex, request: CapturedRequest): Promise<CapturedResponse> {
  connection.write(requestBytes(request));
  let received = Buffer.alloc(0);
  while (!isWhole(received)) {
    const [piece] = (await once(connection, "data")) as [Buffer];
    received = Buffer.concat([received, piece]);
  }
  connection.destroy();
  return response(received);
}

/** The request as it crosses the wire; a body announced as chunked is one chunk. */
export function requestBytes({ method, target, headers, body }: CapturedRequest): Buffer {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    "",
    "",
  ];
  const content = Buffer.from(body.content ?? new Uint8Array(0));
  const chunked = headers.some(([name, value]) => /^transfer-encoding$/i.test(name) && value === "chunked");
  const framed = chunked
    ? `${content.length.toString(16)}\r\n${content.toString("latin1")}\r\n0\r\n\r\n`
    : content;
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), Buffer.from(framed as string, "latin1")]);
}

function isWhole(received: Buffer): boolean {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(received.subarray(0, end).toString("latin1"))?.[1];
  return received.length >= end + 4 + Number(length ?? "0");
}

function response(received: Buffer): CapturedResponse {
  const end = received.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = received.subarray(0, end).toString("latin1").split("\r\n");
  const headers = lines.map((line): RawHeader => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(" ")[1]),
    reason: statusLine.split(" ").slice(2).join(" "),
    headers,
    body: wholeBody(new Uint8Array(received.subarray(end + 4))),
    receivedAtEpochMs: null,
  };
}
