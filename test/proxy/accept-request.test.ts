import { afterEach, describe, expect, it } from "vitest";
import { sleep } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";

const ok = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

/** Sends exact bytes to the proxy port; returns the whole answer once the connection closed. */
async function answeredAndClosed(request: string): Promise<string> {
  const client = await fixture?.plain();
  client?.send(request);
  return (await client?.untilClosed()) ?? "";
}

describe("the proxy port", () => {
  it("refuses a request in origin form, whatever host it names, and connects nowhere", async () => {
    fixture = await proxyFixture(ok, { plain: true });
    for (const host of ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "machine"]) {
      const received = await answeredAndClosed(
        `GET / HTTP/1.1\r\nHost: ${host}:${fixture.proxy.port}\r\n\r\n`,
      );
      expect(received.startsWith("HTTP/1.1 400 Bad Request\r\n")).toBe(true);
    }
    expect(fixture.upstream.connections).toHaveLength(0);
    expect(fixture.events.every(({ event }) => event === "not-for-a-proxy")).toBe(true);
  });
  it("never switches protocols", async () => {
    fixture = await proxyFixture(ok, { plain: true });
    const upgrade =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n";
    const received = await answeredAndClosed(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${fixture.proxy.port}\r\nOrigin: https://evil.test\r\n${upgrade}\r\n`,
    );
    expect(received.startsWith("HTTP/1.1 400 ")).toBe(true);
  });
  it("refuses other schemes, ports out of range, user names and its own address", async () => {
    fixture = await proxyFixture(ok, { plain: true });
    const { port } = fixture.proxy;
    const statuses: Record<string, string> = {};
    for (const target of [
      "https://a.test/",
      "ftp://a.test/",
      "http://a.test:99999/",
      "http://u:p@a.test/",
      "http:///",
      "http://[::1/",
      "http://a b/",
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}/x`,
      "http://169.254.169.254/latest/",
    ]) {
      statuses[target] = (await answeredAndClosed(`GET ${target} HTTP/1.1\r\nHost: a.test\r\n\r\n`)).slice(
        9,
        12,
      );
    }
    expect(Object.values(statuses)).toEqual([
      "400",
      "400",
      "400",
      "400",
      "400",
      "400",
      "400",
      "403",
      "403",
      "403",
    ]);
  });
  it("carries http:// targets to opened hosts, in origin form, and captures them", async () => {
    fixture = await proxyFixture(ok, { plain: true });
    const client = await fixture.plain();
    const { authority } = fixture;
    client.send(
      `GET http://${authority}/a%20b?x=1 HTTP/1.1\r\nHost: ${authority}\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic eA==\r\nx-a: 1\r\n\r\n`,
    );
    await client.until(/ok$/);
    expect(fixture.upstream.connections[0]?.received).toBe(
      `GET /a%20b?x=1 HTTP/1.1\r\nHost: ${authority}\r\nx-a: 1\r\n\r\n`,
    );
    const { request, selfCheck } = await fixture.observed(1);
    expect(request).toMatchObject({ scheme: "http", authority, target: `http://${authority}/a%20b?x=1` });
    expect(request.headers).toEqual([
      ["Host", authority],
      ["x-a", "1"],
    ]);
    expect(selfCheck).toEqual({ equal: true, differences: [] });
  });
  it("reads the scheme in any case and a target without a path", async () => {
    fixture = await proxyFixture(ok, { plain: true });
    const client = await fixture.plain();
    const { authority } = fixture;
    client.send(`GET HTTP://${authority}?x=1 HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
    await client.until(/ok$/);
    expect(fixture.upstream.connections[0]?.received.startsWith("GET /?x=1 HTTP/1.1\r\n")).toBe(true);
  });
  it("refuses an http:// target whose Host names another", async () => {
    fixture = await proxyFixture(ok, { plain: true });
    const received = await answeredAndClosed(
      `GET http://${fixture.authority}/ HTTP/1.1\r\nHost: other.test\r\n\r\n`,
    );
    expect(received.startsWith("HTTP/1.1 421 ")).toBe(true);
    expect((await fixture.observed(1)).reason).toBe("refused:authority-mismatch");
  });
  it("lets nothing out of the sandbox", async () => {
    fixture = await proxyFixture(ok, { plain: true, sandboxed: true });
    expect(
      (await answeredAndClosed("GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n")).slice(9, 12),
    ).toBe("403");
  });
});

describe("a request in a tunnel", () => {
  it("goes nowhere when connection, server name and Host disagree", async () => {
    fixture = await proxyFixture(ok);
    const { authority } = fixture;
    const port = authority.split(":")[1] ?? "";
    const matrix: readonly [string, string, string][] = [
      ["localhost", authority, "200"],
      ["localhost", `other.test:${port}`, "421"],
      ["other.test", authority, "421"],
      ["other.test", `other.test:${port}`, "421"],
      ["localhost", "localhost", "421"],
      ["localhost", "localhost:443", "421"],
      ["localhost", `LOCALHOST:${port}`, "200"],
      ["", authority, "200"],
    ];
    for (const [servername, host, status] of matrix) {
      const client = await fixture.tunnel({ servername });
      client.send(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      const received = await client.until(/\r\n\r\n/);
      expect([servername, host, received.slice(9, 12)]).toEqual([servername, host, status]);
      client.close();
    }
    expect(fixture.upstream.connections).toHaveLength(3);
  });
  it("is refused, recorded and the connection closed when its head breaks a rule", async () => {
    fixture = await proxyFixture(ok);
    const { authority } = fixture;
    const heads: readonly [string, string][] = [
      [`GET / HTTP/1.1\r\nHost: ${authority}\r\nHost: ${authority}\r\n\r\n`, "refused:host-count"],
      ["GET / HTTP/1.1\r\n\r\n", "refused:host-count"],
      [`PUT / HTTP/1.1\r\nHost: ${authority}\r\nContent-Length: 003\r\n\r\nabc`, "refused:content-length"],
      [
        `PUT / HTTP/1.0\r\nHost: ${authority}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        "refused:transfer-encoding-version",
      ],
      [`GET /a#b HTTP/1.1\r\nHost: ${authority}\r\n\r\n`, "refused:target-fragment"],
      [`GET http://${authority}/ HTTP/1.1\r\nHost: ${authority}\r\n\r\n`, "refused:target-form"],
      [
        `GET / HTTP/1.1\r\nHost: ${authority}\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n`,
        "refused:repeated-header",
      ],
      [`GET / HTTP/1.1\r\nHost: ${authority}\r\n${"x: 1\r\n".repeat(1500)}\r\n`, "refused:header-count"],
    ];
    for (const [index, [head, reason]] of heads.entries()) {
      const client = await fixture.tunnel();
      client.send(head);
      const received = await client.untilClosed();
      expect([reason, received.slice(0, 12)]).toEqual([reason, "HTTP/1.1 400"]);
      const exchange = await fixture.observed(index + 1);
      expect([exchange.state, exchange.reason, exchange.selfCheck]).toEqual(["refused", reason, null]);
    }
    await sleep(20);
    expect(fixture.upstream.connections).toHaveLength(0);
  });
  it("is answered even when an earlier one on the connection is still under way", async () => {
    fixture = await proxyFixture(ok);
    const client = await fixture.tunnel();
    const one = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: ${fixture?.authority}\r\n\r\n`;
    client.send(one("/1") + one("/2") + one("/3"));
    await client.until(/(?:ok[\s\S]*){3}/);
    expect(fixture.upstream.connections).toHaveLength(1);
    expect(fixture.upstream.connections[0]?.received).toBe(one("/1") + one("/2") + one("/3"));
    await fixture.observed(3);
    expect(fixture.exchanges.map(({ request }) => request.target)).toEqual(["/1", "/2", "/3"]);
  });
});
