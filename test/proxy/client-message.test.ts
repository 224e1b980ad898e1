import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { ClientAnswer, ClientMessage, pipeToFilter } from "../../src/proxy/client-message.ts";

function answer(): ClientAnswer & { _header: string } {
  const request = new ClientMessage(new Socket());
  request.method = "GET";
  return new ClientAnswer(request) as ClientAnswer & { _header: string };
}

describe("an answer to a client", () => {
  it("has the upstream's head and nothing added, whatever the engine passes", () => {
    const made = answer();
    made.upstreamHead = {
      httpVersion: "1.1",
      statusCode: 200,
      statusMessage: "Fine",
      rawHeaders: ["X", "1", "x", "2"],
    } as unknown as IncomingMessage;
    made.writeHead(200, { other: "3" });
    expect(made._header).toBe("HTTP/1.1 200 Fine\r\nX: 1\r\nx: 2\r\n\r\n");
  });
  it("has our own head where there is no upstream's", () => {
    const made = answer();
    made.writeHead(400, "Bad Request", ["Content-Length", "0", "Connection", "close"]);
    expect(made._header).toBe("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
});

describe("the way into the engine's filter", () => {
  it("hands on each piece and the end, in order", () => {
    const seen: string[] = [];
    const source = new EventEmitter();
    pipeToFilter(source as IncomingMessage, {
      write: (chunk) => seen.push(`${chunk}`),
      end: () => seen.push("end"),
    });
    source.emit("data", "a");
    source.emit("data", "b");
    source.emit("end");
    expect(seen).toEqual(["a", "b", "end"]);
  });
});
