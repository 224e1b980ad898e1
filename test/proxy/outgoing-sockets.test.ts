import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { SocketEnds } from "../../src/proxy/outgoing-sockets.ts";
import { acceptedEnds, OutgoingSockets, openedEnds } from "../../src/proxy/outgoing-sockets.ts";
import { waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture, testAuthority } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";

let fixture: ProxyFixture | null = null;
afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

describe("the outgoing sockets", () => {
  it("tell of each connection by its end, and take an end that another process has opened", async () => {
    const told: [string, boolean][] = [];
    const outgoing = new OutgoingSockets((end, open) => told.push([end, open]));
    const elsewhere = new OutgoingSockets();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const accepted = once(server, "connection") as Promise<[Socket]>;
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    outgoing.add(socket);
    const [other] = await accepted;
    await waitFor(() => told.length === 1, "the connection to be told");
    expect(told).toEqual([[openedEnds(socket), true]]);
    expect(acceptedEnds(other)).toBe(openedEnds(socket));
    expect(elsewhere.isOtherEndOf(other)).toBe(false);
    elsewhere.addOtherEnd(other);
    expect(elsewhere.isOtherEndOf(other)).toBe(true);
    const end = told[0]?.[0];
    socket.destroy();
    await waitFor(() => told.length === 2, "its end to be told");
    expect(told[1]).toEqual([end, false]);
    other.destroy();
    await waitFor(() => elsewhere.size === 0, "the other end to be forgotten");
    server.close();
  });

  it("know their other end while they are open", async () => {
    const outgoing = new OutgoingSockets();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const accepted = once(server, "connection") as Promise<[Socket]>;
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    outgoing.add(socket);
    expect(outgoing.size).toBe(0);
    await once(socket, "connect");
    const [other] = await accepted;
    expect(outgoing.isOtherEndOf(other)).toBe(true);
    const { localAddress, localPort, remoteAddress, remotePort } = other;
    const ends = { localAddress, localPort, remoteAddress, remotePort };
    const mapped = { localAddress: "::ffff:127.0.0.1", remoteAddress: "::ffff:127.0.0.1" };
    expect(outgoing.isOtherEndOf({ ...ends, ...mapped })).toBe(true);
    const others: Partial<SocketEnds>[] = [
      ...[{ remotePort: port }, { remoteAddress: "127.0.0.2" }],
      // A client whose port is that of one of ours, which leads elsewhere.
      ...[{ localPort: port + 1 }, { localAddress: "127.0.0.2" }],
    ];
    for (const changes of others) expect(outgoing.isOtherEndOf({ ...ends, ...changes })).toBe(false);
    socket.destroy();
    await once(socket, "close");
    expect(outgoing.size).toBe(0);
    other.destroy();
    server.close();
  });
});

describe("a proxy that is its own upstream proxy", () => {
  const ok = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  /** A proxy whose upstream proxy is itself, on a port that is known only once it listens. */
  async function looped(): Promise<ProxyFixture> {
    const settings = { httpsProxy: "", httpProxy: "", noProxy: null };
    const made = await proxyFixture(ok, { upstreamProxy: settings, intercept: ["a.test"] });
    settings.httpsProxy = `http://127.0.0.1:${made.proxy.port}`;
    settings.httpProxy = settings.httpsProxy;
    return made;
  }
  it("goes round once: the tunnel's request is answered 502, and nothing is left open", async () => {
    fixture = await looped();
    const client = await fixture.tunnel({ authority: "a.test:443", servername: "a.test" });
    client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
    const received = await client.untilClosed();
    expect(received.startsWith("HTTP/1.1 502 ")).toBe(true);
    expect(received).toContain("508");
    expect(fixture.events.filter(({ event }) => event === "loop")).toHaveLength(1);
    expect(fixture.upstream.connections).toHaveLength(0);
    await waitFor(() => fixture?.exchanges.length === 1, "the one exchange");
  });
  it("goes round once with a blind tunnel too", async () => {
    fixture = await looped();
    const client = await fixture.plain();
    client.send("CONNECT b.test:443 HTTP/1.1\r\nHost: b.test:443\r\n\r\n");
    expect((await client.untilClosed()).slice(9, 12)).toBe("502");
    expect(fixture.events.filter(({ event }) => event === "loop")).toHaveLength(1);
  });
});

describe("two proxies that are each other's upstream proxy", () => {
  const ok = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  it("go round once, whether the tunnel is opened or blind, and leave nothing open", async () => {
    const settings = { httpsProxy: "", httpProxy: "", noProxy: null };
    // Each trusts the other's certificates, or the loop would end at the first of them.
    const upstreamCa = [(await testAuthority("proxy")).certificatePem];
    fixture = await proxyFixture(ok, { upstreamProxy: settings, upstreamCa, intercept: ["a.test"] });
    const first = `http://127.0.0.1:${fixture.proxy.port}`;
    const there = { httpsProxy: first, httpProxy: first, noProxy: null };
    const other = await proxyFixture(ok, { upstreamProxy: there, upstreamCa, intercept: ["a.test"] });
    settings.httpsProxy = `http://127.0.0.1:${other.proxy.port}`;
    settings.httpProxy = settings.httpsProxy;
    const opened = await fixture.tunnel({ authority: "a.test:443", servername: "a.test" });
    opened.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
    expect((await opened.untilClosed()).slice(0, 13)).toBe("HTTP/1.1 502 ");
    const clear = await fixture.plain();
    clear.send("GET http://b.test/ HTTP/1.1\r\nHost: b.test\r\n\r\n");
    expect((await clear.until(/\r\n\r\n/)).slice(0, 13)).toBe("HTTP/1.1 502 ");
    const loops = (): number[] =>
      [fixture, other].map((each) => each?.events.filter(({ event }) => event === "loop").length ?? -1);
    expect(loops()).toEqual([2, 0]);
    await other.close();
  });
});
