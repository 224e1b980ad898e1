import { afterEach, describe, expect, it } from "vitest";
import { clientPreface } from "../../../src/proxy/http2/frame-reader.ts";
import { plainClient, RawClient, waitFor } from "../../support/proxy-client.ts";
import { duplexPair } from "../../support/proxy-duplex.ts";
import type { ProxyFixture } from "../../support/proxy-fixture.ts";
import { proxyFixture, testAuthority } from "../../support/proxy-fixture.ts";
import { tunnelledTls } from "../../support/proxy-http2.ts";
import { answering } from "../../support/proxy-upstream.ts";

let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

const ok = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
const settings = "\0\0\0\x04\0\0\0\0\0";

async function tls(protocols: readonly string[], opened: ProxyFixture): Promise<RawClient> {
  const { authority, proxy } = opened;
  const ca = (await testAuthority("proxy")).certificatePem;
  return new RawClient(await tunnelledTls({ proxyPort: proxy.port, authority, ca, protocols }));
}

function protocolOf(client: RawClient): string | false | null {
  return (client.socket as unknown as { alpnProtocol: string | false | null }).alpnProtocol;
}

describe("a client that offers both protocols", () => {
  it("is offered HTTP/2 where its upstream agrees to it", async () => {
    fixture = await proxyFixture(({ socket }) => socket.write(settings), { protocols: ["h2", "http/1.1"] });
    const client = await tls(["h2", "http/1.1"], fixture);
    expect(protocolOf(client)).toBe("h2");
    client.send(`${clientPreface}${settings}`);
    await waitFor(() => client.received === settings, "the upstream's first frame");
    expect(fixture.upstream.connections).toHaveLength(1);
    client.close();
  });
  it("is offered HTTP/1.1 elsewhere, over the connection that was opened to find out", async () => {
    fixture = await proxyFixture(ok);
    const client = await tls(["h2", "http/1.1"], fixture);
    expect(protocolOf(client)).toBe("http/1.1");
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await client.until(/ok$/);
    expect(fixture.upstream.connections).toHaveLength(1);
    expect((await fixture.observed(1)).request.httpVersion).toBe("1.1");
    const next = await tls(["h2", "http/1.1"], fixture);
    expect(protocolOf(next)).toBe("http/1.1");
    expect(fixture.upstream.connections).toHaveLength(1);
    client.close();
    next.close();
  });
  it("is told over HTTP/1.1 why its upstream cannot be reached", async () => {
    fixture = await proxyFixture(ok);
    const { port } = fixture.upstream;
    await fixture.upstream.close();
    const client = await tls(["h2", "http/1.1"], fixture);
    client.send(`GET / HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    expect(await client.until(/\n$/)).toContain("the upstream refused the connection (ECONNREFUSED)");
    client.close();
  });
});

describe("a client for whose host no certificate can be made", () => {
  it("is cut, and nothing stays open upstream", async () => {
    const failing = {
      ...(await testAuthority("proxy")),
      secureContextFor: async () => {
        throw new Error("no entropy");
      },
    };
    fixture = await proxyFixture(ok, { certificateAuthority: failing });
    await expect(tls(["h2", "http/1.1"], fixture)).rejects.toThrow();
    expect(fixture.events.map(({ event }) => event)).toContain("no-certificate");
    await waitFor(() => fixture?.upstream.connections[0]?.closed === true, "the upstream's end");
  });
});

describe("a client that offers HTTP/2 only", () => {
  it("is refused in its handshake where HTTP/2 cannot be had, and the reason is told", async () => {
    fixture = await proxyFixture(ok);
    await expect(tls(["h2"], fixture)).rejects.toThrow(/no application protocol/i);
    await waitFor(() => fixture?.events.some(({ event }) => event === "h2-only") === true, "the event");
    expect(fixture.events.map(({ event }) => event)).not.toContain("client-tls-failed");
    await expect(tls(["h2"], fixture)).rejects.toThrow(/no application protocol/i);
    expect(fixture.upstream.connections.length).toBeLessThanOrEqual(1);
  });
  it("is refused in front of the sandbox, which speaks HTTP/1.1", async () => {
    fixture = await proxyFixture(ok, { sandboxed: true, connectUpstream: () => duplexPair()[0] });
    await expect(tls(["h2"], fixture)).rejects.toThrow(/no application protocol/i);
    const client = await tls(["h2", "http/1.1"], fixture);
    expect(protocolOf(client)).toBe("http/1.1");
    expect(fixture.upstream.connections).toHaveLength(0);
    client.close();
  });
});

describe("a client that offers nothing", () => {
  it("is served by what it begins with: HTTP/1.1", async () => {
    fixture = await proxyFixture(ok);
    for (const cut of [1, 3, 200]) {
      const client = await tls([], fixture);
      const request = `POST /p HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 4\r\n\r\nbody`;
      client.send(request.slice(0, cut));
      await new Promise((resolve) => setTimeout(resolve, 20));
      client.send(request.slice(cut));
      await client.until(/ok$/);
      client.close();
    }
    expect((await fixture.observed(3)).request).toMatchObject({ httpVersion: "1.1", body: { bytes: 4 } });
  });
  it("is served by what it begins with: HTTP/2 by prior knowledge", async () => {
    fixture = await proxyFixture(({ socket }) => socket.write(settings), { protocols: ["h2"] });
    const client = await tls([], fixture);
    client.send(clientPreface.slice(0, 10));
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.send(`${clientPreface.slice(10)}${settings}`);
    await waitFor(() => client.received.startsWith(settings), "the upstream's first frame");
    await waitFor(
      () => fixture?.upstream.connections[0]?.received === `${clientPreface}${settings}`,
      "its bytes",
    );
    client.close();
  });
  it("is told that its destination does not speak HTTP/2", async () => {
    fixture = await proxyFixture(ok);
    const client = await tls([], fixture);
    client.send(`${clientPreface}${settings}`);
    const answer = await client.untilClosed();
    expect(answer.startsWith(settings)).toBe(true);
    expect(answer).toContain("\0\0\0\x0dcountersign: the destination does not speak HTTP/2");
    expect(fixture.events.map(({ event }) => event)).toContain("h2-only");
    expect(fixture.upstream.connections.every(({ received }) => received === "")).toBe(true);
  });
  it("costs nothing when it leaves before it begins", async () => {
    fixture = await proxyFixture(ok);
    const client = await tls([], fixture);
    client.close();
    await waitFor(() => client.closed, "the client to close");
    expect(fixture.upstream.connections).toHaveLength(0);
  });
});

describe("a ClientHello", () => {
  it("may come in pieces", async () => {
    fixture = await proxyFixture(ok);
    const raw = await plainClient(fixture.proxy.port);
    raw.send(`CONNECT ${fixture.authority} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await raw.until(/\r\n\r\n/);
    raw.socket.removeAllListeners("data");
    const write = raw.socket.write.bind(raw.socket);
    const { connect } = await import("node:tls");
    const [near, far] = duplexPair();
    far.on("data", (chunk: Buffer) => {
      for (let at = 0; at < chunk.length; at += 100) write(chunk.subarray(at, at + 100));
    });
    raw.socket.on("data", (chunk: Buffer) => far.write(chunk));
    const ca = (await testAuthority("proxy")).certificatePem;
    const secure = connect({ socket: near, ca, servername: "localhost", ALPNProtocols: ["h2", "http/1.1"] });
    await new Promise<void>((resolve, reject) => secure.once("secureConnect", resolve).once("error", reject));
    expect(secure.alpnProtocol).toBe("http/1.1");
    raw.close();
  });
});
