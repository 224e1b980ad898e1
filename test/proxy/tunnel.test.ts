import { mkdtemp, readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { connectProxy } from "../support/corporate-proxy.ts";
import { sleep, waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture, testAuthority } from "../support/proxy-fixture.ts";
import { answering, rawUpstream } from "../support/proxy-upstream.ts";

const ok = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

/** Sends one CONNECT line and returns the status of the answer. */
async function connectStatus(target: string, extra = ""): Promise<string> {
  const client = await fixture?.plain();
  if (client === undefined) throw new Error("no fixture");
  client.send(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n${extra}\r\n`);
  const answer = await client.until(/^HTTP\/1\.1 \d{3}/);
  return answer.slice(9, 12);
}

async function tree(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

describe("CONNECT", () => {
  it("rejects an invalid authority, writes no file and goes on serving", async () => {
    fixture = await proxyFixture(ok);
    const folder = await mkdtemp("/tmp/countersign-cwd-");
    const certs = (await testAuthority("proxy")).certificateFile.replace(/\/[^/]*$/, "");
    const before = [...(await tree(certs)), ...(await tree(folder)), ...(await readdir("."))];
    const invalid = [
      "../a:443",
      "../../a:443",
      "../b/c:443",
      "..%2fa:443",
      "a/b:443",
      "..:443",
      "/a:443",
      "a\\b:443",
      "host:0",
      "host:65536",
      "host:99999",
      "host:-1",
      "host:1.5",
      "host",
      "host:",
      ":443",
      "[::1",
      "[::1]",
      "[::1]x:443",
      "[::g]:443",
      "*.amazonaws.com:443",
      "*:443",
      `${"a".repeat(300)}:443`,
      "user@host:443",
      "u:p@host:443",
      "http://a:443",
      "127.1:443",
      "0x7f.1:443",
    ];
    for (const target of invalid) {
      const start = performance.now();
      expect([target, await connectStatus(target)]).toEqual([target, "400"]);
      expect(performance.now() - start).toBeLessThan(1000);
    }
    expect([...(await tree(certs)), ...(await tree(folder)), ...(await readdir("."))]).toEqual(before);
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await client.until(/ok$/);
  });
  it("gives names that mean something to JavaScript no meaning", async () => {
    fixture = await proxyFixture(ok, { sandboxed: true });
    for (const name of ["constructor", "__proto__", "tostring", "valueof", "hasownproperty", "prototype"]) {
      expect(await connectStatus(`${name}:443`)).toBe("403");
    }
  });
  it("refuses the proxy's own port in every spelling, and what countersign names its own", async () => {
    const inspector = createServer();
    let reached = 0;
    inspector.on("connection", () => (reached += 1));
    await new Promise<void>((resolve) => inspector.listen(0, "127.0.0.1", resolve));
    const { port } = inspector.address() as { port: number };
    fixture = await proxyFixture(ok, { ownAddresses: () => [{ host: "127.0.0.1", port }] });
    for (const host of [
      "127.0.0.1",
      "localhost",
      "localhost.",
      "LOCALHOST",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "a.localhost",
      "127.0.0.2",
    ]) {
      expect([host, await connectStatus(`${host}:${fixture.proxy.port}`)]).toEqual([host, "403"]);
      expect([host, await connectStatus(`${host}:${port}`)]).toEqual([host, "403"]);
    }
    for (const host of ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0"]) {
      expect(await connectStatus(`${host}:${port}`)).toBe("400");
    }
    expect(await connectStatus(`0.0.0.0:${port}`)).toBe("403");
    expect(reached).toBe(0);
    await new Promise((resolve) => inspector.close(resolve));
  });
  it("refuses a head that is too long", async () => {
    fixture = await proxyFixture(ok);
    expect(await connectStatus(fixture.authority, `x-a: ${"a".repeat(9000)}\r\n`)).toBe("431");
  });
  it("may say that it has no body, as WinHTTP does, and is refused with one", async () => {
    fixture = await proxyFixture(ok);
    expect(await connectStatus(fixture.authority, "Content-Length: 0\r\n")).toBe("200");
    expect(await connectStatus(fixture.authority, "Content-Length: 5\r\n\r\nhello")).toBe("400");
    expect(await connectStatus(fixture.authority, "Transfer-Encoding: chunked\r\n")).toBe("400");
    expect(fixture.events.map(({ event }) => event)).toEqual(["connect-with-body", "connect-with-body"]);
  });
  it("does not route plain text in a tunnel anywhere", async () => {
    fixture = await proxyFixture(ok);
    const client = await fixture.plain();
    client.send(`CONNECT ${fixture.authority} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await client.until(/200 Connection Established\r\n\r\n/);
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    expect(await client.untilClosed()).toContain("HTTP/1.1 400 Bad Request");
    expect(fixture.upstream.connections).toHaveLength(0);
    expect(fixture.events.map(({ event }) => event)).toContain("not-tls");
  });
  it("takes a handshake that comes together with the CONNECT head", async () => {
    fixture = await proxyFixture(ok);
    const client = await fixture.plain();
    client.send(`CONNECT ${fixture.authority} HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n\r\n`);
    expect(await client.untilClosed()).toContain("HTTP/1.1 400 Bad Request");
  });
});

describe("a tunnel whose TLS ends here", () => {
  it("goes where CONNECT said, with that server name and no other listener", async () => {
    fixture = await proxyFixture(ok);
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await client.until(/ok$/);
    expect(fixture.upstream.connections[0]?.sni).toBe("localhost");
    const { connection } = (await fixture.observed(1)).request;
    expect(connection).toMatchObject({
      connectAuthority: fixture.authority,
      sni: "localhost",
      tlsVersion: "TLSv1.3",
    });
    expect(connection?.client).toMatch(/^127\.0\.0\.1:\d+$/);
  });
  it("offers what its upstream speaks, and refuses a client that speaks only HTTP/2 where that is HTTP/1.1", async () => {
    fixture = await proxyFixture(ok);
    await expect(fixture.tunnel({ ALPNProtocols: ["h2"] })).rejects.toThrow();
    await waitFor(() => fixture?.events.some(({ event }) => event === "h2-only") === true, "the event");
  });
  it("closes when the client leaves before the handshake", async () => {
    fixture = await proxyFixture(ok);
    const client = await fixture.plain();
    client.send(`CONNECT ${fixture.authority} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await client.until(/\r\n\r\n/);
    client.socket.end();
    await client.untilClosed();
  });
  it("reaches an upstream by IPv6 address, byte for byte and without a server name", async (context) => {
    const secure = await (await testAuthority("upstream")).secureContextFor("::1");
    const upstream = await rawUpstream(secure, ok, { address: "::1" }).catch(() => null);
    if (upstream === null) return context.skip();
    fixture = await proxyFixture(ok, { intercept: ["::1"] });
    const authority = `[::1]:${upstream.port}`;
    const client = await fixture.tunnel({ authority, servername: "" });
    client.send(`GET / HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
    await client.until(/ok$/);
    expect(upstream.connections.map(({ received, sni }) => [received, sni || null])).toEqual([
      [`GET / HTTP/1.1\r\nHost: ${authority}\r\n\r\n`, null],
    ]);
    expect((await fixture.observed(1)).request.authority).toBe(authority);
    await upstream.close();
  });
});

describe("a blind tunnel", () => {
  it("is refused to loopback that no pattern names", async () => {
    fixture = await proxyFixture(ok, { intercept: [] });
    expect(await connectStatus(fixture.authority)).toBe("403");
    expect(fixture.upstream.connections).toHaveLength(0);
  });
  it("is refused when the name cannot be reached", async () => {
    fixture = await proxyFixture(ok, {
      connectUpstream: () => null,
      upstreamProxy: { httpsProxy: null, httpProxy: null, noProxy: null },
    });
    expect(["502", "403"]).toContain(await connectStatus("name.invalid:443"));
  });
  it("goes through the proxy for https, and tells why that refuses", async () => {
    const answer = "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
    const corporate = await connectProxy({ onward: 1, answer });
    fixture = await proxyFixture(ok, {
      upstreamProxy: { httpsProxy: `http://127.0.0.1:${corporate.port}`, httpProxy: null, noProxy: null },
    });
    const client = await fixture.plain();
    client.send("CONNECT pypi.test:443 HTTP/1.1\r\nHost: x\r\n\r\n");
    const told = await client.untilClosed();
    expect(told).toContain("HTTP/1.1 502 Bad Gateway");
    expect(told).toContain("countersign: the upstream proxy wants other credentials (status 407)\n");
    expect(corporate.asked).toEqual([expect.stringContaining("CONNECT pypi.test:443 HTTP/1.1\r\n")]);
    await corporate.close();
  });
  it("passes bytes untouched both ways, TLS and all", async () => {
    const other = await proxyFixture(ok, { intercept: [] });
    const upstreamCa = (await testAuthority("upstream")).certificatePem;
    const { Socket } = await import("node:net");
    fixture = await proxyFixture(ok, {
      connectUpstream: (host, _port, secure) => {
        expect([host, secure]).toEqual(["elsewhere.test", false]);
        return new Socket().connect(other.upstream.port, "127.0.0.1");
      },
    });
    const client = await fixture.plain();
    client.send("CONNECT elsewhere.test:443 HTTP/1.1\r\nHost: x\r\n\r\n");
    await client.until(/\r\n\r\n/);
    client.socket.removeAllListeners("data");
    const tls = tlsConnect({ socket: client.socket, ca: upstreamCa, servername: "localhost" });
    await new Promise((resolve) => tls.once("secureConnect", resolve));
    let received = "";
    tls.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
    tls.write("GET / HTTP/1.1\r\nHost: elsewhere.test\r\n\r\n");
    await waitFor(() => received.endsWith("ok"), "the answer");
    await sleep(20);
    expect(fixture.exchanges).toHaveLength(0);
    tls.destroy();
    await other.close();
  });
});
