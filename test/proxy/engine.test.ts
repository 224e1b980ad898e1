import { ClientRequest, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { Proxy as MitmProxy } from "http-mitm-proxy";
import { describe, expect, it } from "vitest";
import { Engine } from "../../src/proxy/engine.ts";

describe("the seams of http-mitm-proxy", () => {
  it("are those of the version they were made for", () => {
    const { version } = createRequire(import.meta.url)("http-mitm-proxy/package.json") as { version: string };
    expect(version).toBe("1.1.0");
  });
  const arities: Readonly<Record<string, number>> = {
    listen: 1,
    _onHttpServerConnect: 3,
    _onHttpServerRequest: 3,
    _onError: 3,
    _onSocketError: 2,
    _onRequest: 2,
    _onRequestHeaders: 2,
    _onRequestData: 3,
    _onRequestEnd: 2,
    _onResponse: 2,
    _onResponseHeaders: 2,
    _onResponseData: 3,
    _onResponseEnd: 2,
  };
  for (const [name, arity] of Object.entries(arities)) {
    it(`hold: ${name} takes ${arity}`, () => {
      const method = (MitmProxy.prototype as unknown as Record<string, { length: number }>)[name];
      expect(method?.length).toBe(arity);
    });
  }
  it("hold: handlers and the flag that rewrites answers", () => {
    const engine = new Engine(() => undefined);
    expect(engine.onConnectHandlers).toEqual([]);
    expect(engine.responseContentPotentiallyModified).toBe(false);
    expect(Object.getPrototypeOf(engine.sslServers)).toBeNull();
    expect(() => engine.listen()).toThrow("this is a bug");
    expect(engine.httpServer).toBeUndefined();
  });
});

describe("the engine", () => {
  it("has nothing to say of a late error of a request whose context is empty", () => {
    const events: unknown[] = [];
    const engine = new Engine((event) => events.push(event));
    engine._onError("RESPONSE_FILTER_ERROR", { clientToProxyRequest: undefined } as never, new Error("late"));
    expect(events).toEqual([]);
    engine._onError("HTTP_SERVER_ERROR", null, new Error("of no request"));
    expect(events).toHaveLength(1);
  });
});

describe("the seams of Node's HTTP messages", () => {
  it("hold: an outgoing request keeps its head as text and asks its agent for a connection", () => {
    let asked: unknown = null;
    const agent = {
      addRequest: (request: unknown) => (asked = request),
      protocol: "http:",
      keepAlive: true,
      maxSockets: 1,
    };
    const request = new ClientRequest({
      agent: agent as never,
      method: "POST",
      path: "/a",
      headers: ["Host", "x"] as never,
    });
    request.on("error", () => undefined);
    expect(asked).toBe(request);
    const inside = request as unknown as Record<string, unknown>;
    expect(inside._header).toBe(
      "POST /a HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    expect(inside._headerSent).toBe(false);
    expect(inside.chunkedEncoding).toBe(true);
    expect(inside.outputData).toEqual([]);
    expect(inside.res).toBeNull();
    expect((inside.onSocket as { length: number }).length).toBe(2);
    request.destroy();
  });
  it("hold: an answer can write raw text before its head, and knows of the 100 it sent", () => {
    const prototype = ServerResponse.prototype as unknown as Record<string, unknown>;
    expect(typeof prototype._writeRaw).toBe("function");
    const answer = new ServerResponse({ method: "GET" } as never) as unknown as Record<string, unknown>;
    expect(answer._sent100).toBe(false);
    expect(answer._headerSent).toBe(false);
  });
  it("hold: an answer keeps its head as text, and how it is framed and ends", () => {
    const answer = new ServerResponse({ method: "GET", httpVersionMajor: 1, httpVersionMinor: 1 } as never);
    answer.sendDate = false;
    const inside = answer as unknown as Record<string, unknown>;
    expect([inside._hasBody, inside._last, inside.chunkedEncoding]).toEqual([true, false, false]);
    expect(inside.shouldKeepAlive).toBe(true);
    answer.writeHead(200, "OK", ["Transfer-Encoding", "chunked", "Connection", "close"]);
    expect(inside._header).toBe("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
    expect([inside._last, inside.chunkedEncoding]).toEqual([true, true]);
  });
});
