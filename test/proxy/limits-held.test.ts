// Every limit of a connection's life, held: the clocks are shortened so that the test does not wait for the real ones.
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { limits as Limits } from "../../src/proxy/limits.ts";
import { plainClient, sleep, tunnelClient, waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture, testAuthority } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";

vi.mock("../../src/proxy/limits.ts", async (original) => {
  const { limits } = await original<{ limits: typeof Limits }>();
  const short = {
    connections: 12,
    connectionsPerHost: 4,
    pipelinedRequests: 5,
    connectHeadMs: 800,
    requestHeadMs: 1200,
    tlsHandshakeMs: 1500,
    upstreamConnectMs: 1500,
    firstByteMs: 2500,
    bodyGapMs: 1500,
    keepAliveMs: 300,
    sweepMs: 50,
    queuedCaptureBytes: 100_000,
  };
  return { limits: { ...limits, ...short } };
});

const ok = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
let fixture: ProxyFixture;
afterEach(async () => await fixture.close());

function get(path = "/"): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`;
}

/** How long a client's connection stayed open, in milliseconds. */
async function openFor(client: { untilClosed(): Promise<string> }): Promise<number> {
  const start = performance.now();
  await client.untilClosed();
  return performance.now() - start;
}

describe("the limit of time", () => {
  it("for a head on the proxy port is held against one that comes byte by byte", async () => {
    fixture = await proxyFixture(ok);
    const client = await fixture.plain();
    client.send("CONNECT a.test:443 HTTP/1.1\r\n");
    const slow = setInterval(() => client.closed || client.send("x"), 50);
    expect(await openFor(client)).toBeLessThan(4900);
    clearInterval(slow);
    expect(client.received.slice(0, 12)).toBe("HTTP/1.1 408");
  });
  it("for a head inside a tunnel is held, also before its first byte", async () => {
    fixture = await proxyFixture(ok);
    const [slow, silent] = [await fixture.tunnel(), await fixture.tunnel()];
    slow.send("GET / HTTP/1.1\r\nHost: ");
    expect(await openFor(slow)).toBeLessThan(4900);
    expect(await openFor(silent)).toBeLessThan(4900);
    expect(fixture.upstream.connections).toHaveLength(0);
  });
  it("for a TLS handshake is held", async () => {
    fixture = await proxyFixture(ok);
    const silent = await fixture.plain();
    silent.send(`CONNECT ${fixture.authority} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await silent.until(/\r\n\r\n$/);
    expect(await openFor(silent)).toBeLessThan(4900);
    const begun = await fixture.plain();
    begun.send(`CONNECT ${fixture.authority} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await begun.until(/\r\n\r\n$/);
    begun.send("\x16\x03\x01\x02\x00\x01");
    expect(await openFor(begun)).toBeLessThan(4900);
  });
  it("for an idle connection is held, and no request under way counts as idle", async () => {
    fixture = await proxyFixture((connection) => {
      if (connection.received.endsWith("\r\n\r\n")) {
        connection.received = "";
        setTimeout(() => connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), 900);
      }
    });
    const client = await fixture.tunnel();
    client.send(get());
    await client.until(/ok$/);
    const open = await openFor(client);
    expect(open).toBeGreaterThan(250);
    expect(open).toBeLessThan(4900);
  });
  it("for an answer's first byte is held, and told", async () => {
    fixture = await proxyFixture(() => undefined);
    const client = await fixture.tunnel();
    client.send(get());
    const received = await client.untilClosed();
    expect(received).toContain("countersign: nothing moved for 2.5 s");
    expect((await fixture.observed(1)).state).toBe("upstream-error");
  });
  it("is held against a body that stands still, and not against one that is slow", async () => {
    fixture = await proxyFixture(ok);
    const slow = await fixture.tunnel();
    slow.send(`PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 8\r\n\r\n`);
    for (const byte of "slowbody") {
      await sleep(200);
      slow.send(byte);
    }
    await slow.until(/ok$/);
    const still = await fixture.tunnel();
    still.send(`PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 8\r\n\r\nhalf`);
    expect(await openFor(still)).toBeLessThan(4900);
    await fixture.observed(2);
    expect(fixture.exchanges.map(({ state }) => state)).toEqual(["complete", "upstream-error"]);
    await waitFor(() => fixture.upstream.connections.every(({ closed }) => closed), "the upstream's end");
  });
  it("for a connection upstream is held", async () => {
    const silent = await proxyFixture(() => undefined, { plain: true });
    fixture = await proxyFixture(ok);
    const authority = `localhost:${silent.upstream.port}`;
    const client = await fixture.tunnel({ authority });
    client.send(`GET / HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
    expect(await client.untilClosed()).toContain("(ETIMEDOUT)");
    await silent.close();
  });
});

describe("the limit of number", () => {
  it("of connections to one host is held, and a place that is left can be taken", async () => {
    fixture = await proxyFixture(ok);
    const open = await Promise.all(Array.from({ length: 4 }, () => fixture.tunnel()));
    await expect(fixture.tunnel()).rejects.toThrow("HTTP/1.1 503");
    open[0]?.close();
    await sleep(50);
    const client = await fixture.tunnel();
    client.send(get());
    await client.until(/ok$/);
  });
  it("of all connections is held: one more is closed at once, the others go on, and it is told once", async () => {
    fixture = await proxyFixture(ok);
    const first = await fixture.tunnel();
    const open = await Promise.all(Array.from({ length: 11 }, () => fixture.plain()));
    for (let round = 0; round < 3; round += 1) {
      const refused = connect(fixture.proxy.port, "127.0.0.1");
      refused.on("error", () => undefined);
      await once(refused, "close");
    }
    first.send(get());
    await first.until(/ok$/);
    expect(fixture.events.filter(({ event }) => event === "too-many-connections")).toHaveLength(1);
    open[0]?.close();
    await sleep(50);
    const again = await plainClient(fixture.proxy.port);
    again.send("nonsense\r\n\r\n");
    expect((await again.untilClosed()).slice(0, 12)).toBe("HTTP/1.1 400");
  });
  it("of requests sent ahead is held", async () => {
    fixture = await proxyFixture(() => undefined);
    const client = await fixture.tunnel();
    client.send(get().repeat(20));
    await client.untilClosed();
    await waitFor(() => fixture.upstream.connections.every(({ closed }) => closed), "the upstream's end");
    // The client is cut before or after its first request has left; nothing behind that one ever leaves.
    expect(["", get()]).toContain(fixture.upstream.connections.map(({ received }) => received).join(""));
  });
  it("of captured bytes is held: the body is hashed, its bytes are not kept, the traffic goes on", async () => {
    fixture = await proxyFixture(ok);
    const client = await fixture.tunnel();
    client.send(`PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 200000\r\n\r\n`);
    client.send(Buffer.alloc(200_000));
    await client.until(/ok$/);
    expect((await fixture.observed(1)).request.body).toEqual({
      bytes: 200_000,
      sha256Hex: "4cbbd9be0cba685835755f827758705db5a413c5494c34262cd25946a73e7582",
      content: null,
    });
  });
});

describe("a client of a tunnel that nobody closes", () => {
  it("leaves nothing behind when it goes without a word", async () => {
    fixture = await proxyFixture(() => undefined);
    const { certificatePem: ca } = await testAuthority("proxy");
    const clients = await Promise.all(
      Array.from({ length: 4 }, () =>
        tunnelClient({ proxyPort: fixture.proxy.port, authority: fixture.authority, ca }),
      ),
    );
    for (const client of clients) client.send(get());
    await waitFor(() => fixture.upstream.connections.length === 4, "four upstream connections");
    for (const client of clients) client.reset();
    await waitFor(
      () => fixture.upstream.connections.every(({ closed }) => closed),
      "the upstream's end",
      1000,
    );
    await fixture.observed(4);
    expect(fixture.exchanges.map(({ state }) => state)).toEqual(Array(4).fill("aborted-by-client"));
  });
});
