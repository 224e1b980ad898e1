import { afterEach, describe, expect, it } from "vitest";
import { openProxy } from "../../src/proxy/running-proxy.ts";
import { plainClient, sleep, waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture, testAuthority } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";

const ok = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

async function open(port: number, intercept: readonly string[] = []): Promise<unknown> {
  return await openProxy({
    host: "127.0.0.1",
    port,
    certificateAuthority: await testAuthority("proxy"),
    intercept,
    upstreamProxy: null,
    upstreamCa: [],
    connectUpstream: null,
    sandboxed: true,
    captureLimitBytes: 0,
    ownAddresses: () => [],
    observer: () => undefined,
    log: () => undefined,
  });
}

describe("opening the proxy", () => {
  it("fails when the port is taken, and takes no other", async () => {
    fixture = await proxyFixture(ok);
    await expect(open(fixture.proxy.port)).rejects.toMatchObject({
      code: "ERR_PORT_IN_USE",
      name: "CountersignError",
    });
  });
  it("fails on a pattern that is none", async () => {
    await expect(open(0, ["http://a"])).rejects.toMatchObject({ code: "ERR_OPTION_INVALID" });
  });
  it("prints nothing and leaves no listeners behind", async () => {
    const printed: unknown[] = [];
    const { log, error, debug, info } = console;
    Object.assign(console, {
      log: (...a: unknown[]) => printed.push(a),
      error: (...a: unknown[]) => printed.push(a),
      debug: (...a: unknown[]) => printed.push(a),
      info: (...a: unknown[]) => printed.push(a),
    });
    try {
      fixture = await proxyFixture(ok);
      const listeners = process.eventNames().map((name) => process.listenerCount(name));
      const client = await fixture.tunnel();
      client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
      await client.until(/ok$/);
      client.send("nonsense\r\n\r\n");
      await client.untilClosed();
      await fixture.close();
      fixture = null;
      expect(process.eventNames().map((name) => process.listenerCount(name))).toEqual(listeners);
    } finally {
      Object.assign(console, { log, error, debug, info });
    }
    expect(printed).toEqual([]);
  });
});

describe("the number of connections", () => {
  it("is what was asked for", async () => {
    fixture = await proxyFixture(ok, { maxConnections: 1 });
    const client = await fixture.tunnel();
    const refused = await plainClient(fixture.proxy.port);
    await refused.untilClosed();
    await waitFor(
      () => fixture?.events.some(({ event }) => event === "too-many-connections") === true,
      "the event",
    );
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await client.until(/ok$/);
  });
});

describe("closing the proxy", () => {
  it("accepts nothing more, drops what is idle and lets what is under way finish", async () => {
    fixture = await proxyFixture((connection) => {
      if (connection.received.endsWith("\r\n\r\n"))
        setTimeout(() => connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), 300);
    });
    const busy = await fixture.tunnel();
    const idle = await fixture.tunnel();
    busy.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await waitFor(() => (fixture?.upstream.connections.length ?? 0) > 0, "the request upstream");
    const start = performance.now();
    const closed = fixture.proxy.close({ deadlineMs: 5000 });
    await idle.untilClosed(250);
    await expect(plainClient(fixture.proxy.port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await closed;
    expect(performance.now() - start).toBeLessThan(2000);
    expect((await busy.untilClosed()).endsWith("ok")).toBe(true);
    expect(fixture.exchanges.map(({ state }) => state)).toEqual(["complete"]);
  });
  it("answers a request under way whose upstream fails meanwhile", async () => {
    fixture = await proxyFixture(() => undefined);
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await waitFor(() => (fixture?.upstream.connections.length ?? 0) > 0, "the request upstream");
    const closed = fixture.proxy.close({ deadlineMs: 5000 });
    await sleep(20);
    fixture.upstream.connections[0]?.reset();
    expect(await client.untilClosed()).toContain("HTTP/1.1 502 Bad Gateway");
    await closed;
  });
  it("cuts what is still under way at the deadline", async () => {
    fixture = await proxyFixture(() => undefined);
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await waitFor(() => (fixture?.upstream.connections.length ?? 0) > 0, "the request upstream");
    const start = performance.now();
    await fixture.proxy.close({ deadlineMs: 300 });
    expect(performance.now() - start).toBeGreaterThan(250);
    expect(performance.now() - start).toBeLessThan(1500);
    await client.untilClosed();
    expect(fixture.exchanges.map(({ state }) => state)).toEqual(["aborted-by-client"]);
  });
});

describe("the observer", () => {
  it("may throw without any harm to traffic", async () => {
    fixture = await proxyFixture(ok, {
      observer: () => {
        throw new Error("no");
      },
    });
    const client = await fixture.tunnel();
    for (let round = 0; round < 3; round += 1) {
      client.received = "";
      client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
      await client.until(/ok$/);
    }
    await waitFor(() => fixture?.proxy.droppedCaptures() === 3, "three dropped captures");
    expect(fixture.events.map(({ event }) => event)).toContain("observer-failed");
  });
  it("is called after the answer has gone on", async () => {
    fixture = await proxyFixture(ok);
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await client.until(/ok$/);
    await sleep(20);
    expect(fixture.exchanges).toHaveLength(1);
    expect(fixture.exchanges[0]?.request.receivedAtEpochMs).toBeGreaterThan(Date.now() - 10_000);
  });
});
