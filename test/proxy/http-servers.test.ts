import { describe, expect, it } from "vitest";
import { innerServer, outerServer } from "../../src/proxy/http-servers.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";

describe("the HTTP servers", () => {
  it("cut slow heads but never slow bodies, and keep connections longer than clients do", () => {
    for (const [server, headersTimeout] of [
      [
        outerServer(
          () => undefined,
          () => undefined,
        ),
        10_000,
      ],
      [
        innerServer(
          () => undefined,
          () => undefined,
        ),
        60_000,
      ],
    ] as const) {
      expect(server.requestTimeout).toBe(0);
      expect(server.headersTimeout).toBe(headersTimeout);
      expect(server.keepAliveTimeout).toBe(75_000);
      expect(server.listening).toBe(false);
      expect(server.listenerCount("upgrade")).toBe(0);
      server.close();
    }
  });
  it("answer what is not HTTP inside a tunnel with 400 and close, and take heads of 60 KiB", async () => {
    const fixture: ProxyFixture = await proxyFixture((connection) => {
      if (connection.received.endsWith("\r\n\r\n"))
        connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    const malformed: readonly [string, string][] = [
      ["GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"],
      ["GET / HTTP/1.1\nHost: a\n\n", "400"],
      ["GET / HTTP/1.1\r\nHost: a\r\nx: 1\r\n 2\r\n\r\n", "400"],
      ["PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"],
      ["GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", "400"],
      ["get / HTTP/1.1\r\nHost: a\r\n\r\n", "400"],
      [`GET / HTTP/1.1\r\nHost: a\r\nx: ${"a".repeat(70_000)}\r\n\r\n`, "431"],
    ];
    for (const [text, status] of malformed) {
      const client = await fixture.tunnel();
      client.send(text);
      expect([text.slice(0, 40), (await client.untilClosed()).slice(9, 12)]).toEqual([
        text.slice(0, 40),
        status,
      ]);
    }
    expect(fixture.upstream.connections).toHaveLength(0);
    const client = await fixture.tunnel();
    client.send(
      `GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\nx-amz-security-token: ${"t".repeat(60_000)}\r\n\r\n`,
    );
    await client.until(/ok$/);
    await fixture.close();
  });

  it("say nothing in the place of a body that a refused client does not send, so that it asks again", async () => {
    const refusal = "HTTP/1.1 411 Length Required\r\nContent-Length: 2\r\n\r\nno";
    const fixture = await proxyFixture(({ received, socket }) => {
      if (received.endsWith("\r\n\r\n")) socket.write(refusal);
    });
    const client = await fixture.tunnel();
    const host = `Host: ${fixture.authority}`;
    client.send(`PUT /k HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n`);
    expect(await client.until(/no$/)).toBe(refusal);
    client.send(`GET /k HTTP/1.1\r\n${host}\r\n\r\n`);
    expect(await client.untilClosed()).toBe(refusal);
    expect(await fixture.observed(1)).toMatchObject({
      state: "aborted-by-client",
      response: { status: 411 },
    });
    await fixture.close();
  });
});
