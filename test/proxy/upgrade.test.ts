import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import WebSocket, { WebSocketServer } from "ws";
import type { WatchedBody } from "../../src/proxy/body-watching.ts";
import type { RawClient } from "../support/proxy-client.ts";
import { sleep, waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture, testAuthority } from "../support/proxy-fixture.ts";
import { tunnelledTls } from "../support/proxy-http2.ts";
import type { UpstreamConnection } from "../support/proxy-upstream.ts";

let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

const fields =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: AA==\r\n";
const switching =
  "HTTP/1.1 101 Go On\r\nConnection: upgrade\r\nUpgrade: websocket\r\nsec-websocket-protocol: mqtt\r\n\r\n";

function handshake(host: string, more = fields): string {
  return `GET /mqtt?X-Amz-Signature=0 HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`;
}

/** Switches protocols once, then hands what comes to a script. */
function switched(then: (connection: UpstreamConnection, chunk: Buffer) => void, early = "") {
  const done = new WeakSet<UpstreamConnection>();
  return (connection: UpstreamConnection, chunk: Buffer): void => {
    if (done.has(connection)) then(connection, chunk);
    else if (connection.received.endsWith("\r\n\r\n")) {
      done.add(connection);
      connection.socket.write(`${switching}${early}`, "latin1");
    }
  };
}

async function opened(client: RawClient, host: string): Promise<void> {
  client.send(handshake(host));
  await client.until(/\r\n\r\n/);
}

describe("an upgrade whose client is read on", () => {
  const reader = (read: string[]): (() => WatchedBody) => {
    return () => ({
      add: (bytes) => void read.push(Buffer.from(bytes).toString("latin1")),
      end: () => ({ form: "event-stream" }),
    });
  };

  it("is one exchange until its connection ends, with what was read", async () => {
    const read: string[] = [];
    fixture = await proxyFixture(
      switched((connection) => connection.socket.write("pong")),
      { watchSwitched: reader(read) },
    );
    const client = await fixture.tunnel();
    await opened(client, fixture.authority);
    client.send("ping");
    await client.until(/pong$/);
    expect(fixture.exchanges).toEqual([]);
    client.close();
    const exchange = await fixture.observed(1);
    expect(exchange).toMatchObject({ state: "complete", reason: null, selfCheck: { equal: true } });
    expect(exchange.request.switched).toEqual({ form: "event-stream" });
    expect(read.join("")).toBe("ping");
  });

  it("does not hold up the end of the proxy", async () => {
    fixture = await proxyFixture(
      switched(() => undefined),
      { watchSwitched: reader([]) },
    );
    const client = await fixture.tunnel();
    await opened(client, fixture.authority);
    const started = performance.now();
    await fixture.proxy.close({ deadlineMs: 30_000 });
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(fixture.exchanges.map(({ state }) => state)).toEqual(["complete"]);
  });
});

describe("an upgrade in a tunnel", () => {
  it("goes upstream as sent, and only the upstream switches protocols", async () => {
    fixture = await proxyFixture(switched((connection) => connection.socket.write("pong")));
    const client = await fixture.tunnel();
    client.send(handshake(fixture.authority));
    expect(await client.until(/\r\n\r\n$/)).toBe(switching);
    client.send("\x81\x04ping");
    await client.until(/pong$/);
    expect(fixture.upstream.connections[0]?.received).toBe(`${handshake(fixture.authority)}\x81\x04ping`);
    const exchange = await fixture.observed(1);
    expect(exchange).toMatchObject({ state: "complete", reason: null, selfCheck: { equal: true } });
    expect(exchange.response).toMatchObject({ status: 101, reason: "Go On" });
    expect(exchange.response?.headers).toEqual([
      ["Connection", "upgrade"],
      ["Upgrade", "websocket"],
      ["sec-websocket-protocol", "mqtt"],
    ]);
  });
  it("may say that its request has no body", async () => {
    fixture = await proxyFixture(switched((connection) => connection.socket.write("pong")));
    const client = await fixture.tunnel();
    client.send(handshake(fixture.authority, `${fields}Content-Length: 0\r\n`));
    expect(await client.until(/\r\n\r\n$/)).toBe(switching);
    client.send("\x81\x04ping");
    await client.until(/pong$/);
  });
  it("keeps what either side sends early, byte for byte and behind the heads", async () => {
    fixture = await proxyFixture(switched(() => undefined, "\x82\x01\xff"));
    const client = await fixture.tunnel();
    client.send(`${handshake(fixture.authority)}\x81\x00`);
    expect(await client.until(/\xff$/)).toBe(`${switching}\x82\x01\xff`);
    const [connection] = fixture.upstream.connections;
    await waitFor(() => connection?.received.endsWith("\x81\x00") === true, "the early bytes");
    expect(connection?.received).toBe(`${handshake(fixture.authority)}\x81\x00`);
  });
  it("ends each direction by itself", async () => {
    fixture = await proxyFixture(switched(() => undefined));
    const client = await fixture.tunnel();
    await opened(client, fixture.authority);
    const socket = fixture.upstream.connections[0]?.socket;
    socket?.removeAllListeners("end");
    client.socket.end("last words");
    if (socket !== undefined) await once(socket, "end");
    socket?.end("and an answer");
    expect(await client.untilClosed()).toBe(`${switching}and an answer`);
    expect(fixture.upstream.connections[0]?.received.endsWith("last words")).toBe(true);
  });
  it("takes what a client says after its upstream has stopped sending", async () => {
    fixture = await proxyFixture(switched(() => undefined));
    const client = await fixture.tunnel();
    await opened(client, fixture.authority);
    client.socket.allowHalfOpen = true;
    const ended = once(client.socket, "end");
    fixture.upstream.connections[0]?.socket.end("goodbye");
    await ended;
    client.socket.end("goodbye too");
    const [connection] = fixture.upstream.connections;
    await waitFor(() => connection?.received.endsWith("goodbye too") === true, "the client's last words");
  });
  it("carries large messages both ways unchanged", async () => {
    const message = randomBytes(4 * 1024 * 1024);
    let seen = 0;
    fixture = await proxyFixture(
      switched(({ socket }, chunk) => {
        seen += chunk.length;
        socket.write(chunk);
      }),
    );
    const client = await fixture.tunnel();
    await opened(client, fixture.authority);
    fixture.upstream.countOnly = true;
    const hash = createHash("sha256");
    client.countOnly = true;
    const before = client.receivedBytes;
    client.socket.on("data", (chunk: Buffer) => hash.update(chunk));
    client.send(message);
    await waitFor(() => client.receivedBytes - before >= message.length, "the echo", 20_000);
    expect(seen).toBe(message.length);
    expect(hash.digest("hex")).toBe(createHash("sha256").update(message).digest("hex"));
  });
  it("takes no more from a client than its upstream reads", async () => {
    fixture = await proxyFixture(switched(({ socket }) => void socket.pause()));
    const client = await fixture.tunnel();
    await opened(client, fixture.authority);
    fixture.upstream.connections[0]?.socket.pause();
    const piece = Buffer.alloc(1024 * 1024);
    for (let count = 0; count < 64; count += 1) client.socket.write(piece);
    let before = -1;
    while (client.socket.writableLength !== before) {
      before = client.socket.writableLength;
      await sleep(150);
    }
    expect(64 * piece.length - before).toBeLessThan(16 * 1024 * 1024);
  });
  it("breaks off when either side does", async () => {
    fixture = await proxyFixture(switched(() => undefined));
    const first = await fixture.tunnel();
    await opened(first, fixture.authority);
    first.close();
    await waitFor(() => fixture?.upstream.connections[0]?.closed === true, "the upstream to close", 1000);
    const second = await fixture.tunnel();
    await opened(second, fixture.authority);
    fixture.upstream.connections[1]?.socket.destroy();
    await second.untilClosed(1000);
  });
});

describe("an upgrade that the upstream refuses", () => {
  it.each([
    ["with a length", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"],
    ["in chunks", "HTTP/1.1 426 Try Again\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"],
    ["without a body", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"],
  ])("is answered %s, and the connection goes on", async (_how, refusal) => {
    fixture = await proxyFixture((connection) => {
      if (connection.received.endsWith("/next HTTP/1.1\r\nHost: localhost\r\n\r\n")) return;
      if (connection.received.endsWith("\r\n\r\n")) {
        connection.socket.write(
          connection.received.includes("/next")
            ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext"
            : refusal,
        );
      }
    });
    const client = await fixture.tunnel();
    client.send(handshake(fixture.authority));
    await waitFor(() => client.received === refusal, "the refusal as it was sent");
    const first = await fixture.observed(1);
    expect(first).toMatchObject({ state: "complete", selfCheck: { equal: true } });
    client.send(`GET /next HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await client.until(/next$/);
    expect((await fixture.observed(2)).request.target).toBe("/next");
    expect(client.closed).toBe(false);
  });
  it("is answered whole, however long the answer and slow the client", async () => {
    const body = Buffer.alloc(30_000_000, "x");
    const refusal = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`;
    fixture = await proxyFixture((connection) => {
      connection.socket.write(refusal);
      connection.socket.write(body);
    });
    const client = await fixture.tunnel();
    client.countOnly = true;
    client.socket.pause();
    client.send(handshake(fixture.authority));
    await sleep(500);
    client.socket.resume();
    await waitFor(() => client.receivedBytes === refusal.length + body.length, "the answer", 10_000);
    expect((await fixture.observed(1)).state).toBe("complete");
  }, 20_000);
  it("closes the connection when its answer says so", async () => {
    fixture = await proxyFixture((connection) =>
      connection.socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\nno"),
    );
    const client = await fixture.tunnel();
    client.send(handshake(fixture.authority));
    expect(await client.untilClosed()).toBe("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\nno");
    const { response } = await fixture.observed(1);
    expect(response?.status).toBe(403);
    expect(Buffer.from(response?.body.content ?? []).toString()).toBe("no");
  });
  it("lets nothing past that was sent behind it: it is a request like any other", async () => {
    fixture = await proxyFixture((connection) => {
      if (connection.received.endsWith("\r\n\r\n"))
        connection.socket.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    });
    const client = await fixture.tunnel();
    client.send(`${handshake(fixture.authority)}GET /smuggled HTTP/1.1\r\nHost: other.test\r\n\r\n`);
    expect(await client.untilClosed()).toContain("HTTP/1.1 421 ");
    expect(fixture.upstream.connections.map(({ received }) => received)).toEqual([
      handshake(fixture.authority),
    ]);
    expect((await fixture.observed(2)).reason).toBe("refused:authority-mismatch");
  });
});

describe("an upgrade to another protocol", () => {
  it("is carried like any request, with every option of its Connection header", async () => {
    fixture = await proxyFixture((connection) => {
      if (connection.received.endsWith("\r\n\r\n"))
        connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    const client = await fixture.tunnel();
    const head = handshake(
      fixture.authority,
      "Connection: Upgrade, HTTP2-Settings, keep-alive\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
    );
    client.send(head);
    await client.until(/ok$/);
    client.send(head);
    await client.until(/ok[\s\S]*ok$/);
    expect(fixture.upstream.connections[0]?.received).toBe(`${head}${head}`);
    expect((await fixture.observed(2)).response?.status).toBe(200);
  });
  it("may have a body", async () => {
    fixture = await proxyFixture((connection) => {
      if (connection.received.endsWith("body"))
        connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    const client = await fixture.tunnel();
    const head = `PUT / HTTP/1.1\r\nHost: ${fixture.authority}\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\n\r\n`;
    client.send(`${head}body`);
    await client.until(/ok$/);
    expect(fixture.upstream.connections[0]?.received).toBe(`${head}body`);
    expect((await fixture.observed(1)).request.body.bytes).toBe(4);
  });
  it("in the clear goes on as the plain request it is", async () => {
    fixture = await proxyFixture(
      (connection) => {
        if (connection.received.endsWith("\r\n\r\n"))
          connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      },
      { plain: true },
    );
    const client = await fixture.plain();
    const rest = `Host: ${fixture.authority}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`;
    client.send(`GET http://${fixture.authority}/a HTTP/1.1\r\n${rest}`);
    await client.until(/ok$/);
    expect(fixture.upstream.connections[0]?.received).toBe(`GET /a HTTP/1.1\r\n${rest}`);
  });
});

describe("an upstream that switches protocols", () => {
  it("without saying so in Connection gets no further", async () => {
    fixture = await proxyFixture((connection) =>
      connection.socket.write("HTTP/1.1 101 Go On\r\nUpgrade: websocket\r\n\r\nraw"),
    );
    const client = await fixture.tunnel();
    client.send(handshake(fixture.authority));
    expect(await client.until(/\n$/)).toContain("HTTP/1.1 502 Bad Gateway");
    expect((await fixture.observed(1)).state).toBe("upstream-error");
  });
});

describe("a head that breaks a rule", () => {
  it("is refused before anything goes upstream", async () => {
    fixture = await proxyFixture(() => undefined);
    const client = await fixture.tunnel();
    client.send(handshake(fixture.authority, `Host: b.test\r\n${fields}`));
    expect((await client.untilClosed()).slice(9, 12)).toBe("400");
    expect((await fixture.observed(1)).reason).toBe("refused:host-count");
    expect(fixture.upstream.connections).toHaveLength(0);
  });
});

describe("a real WebSocket client", () => {
  it("talks through the proxy, with its subprotocol, compression, binary messages and close code", async () => {
    const server = new WebSocketServer({ noServer: true, perMessageDeflate: true });
    const sockets = new Map<UpstreamConnection, true>();
    fixture = await proxyFixture((connection) => {
      if (sockets.has(connection) || !connection.received.endsWith("\r\n\r\n")) return;
      sockets.set(connection, true);
      connection.socket.removeAllListeners("data");
      const [, ...lines] = connection.received.trimEnd().split("\r\n");
      const headers = Object.fromEntries(
        lines.map((line) => [
          line.slice(0, line.indexOf(":")).toLowerCase(),
          line.slice(line.indexOf(":") + 2),
        ]),
      );
      const request = { method: "GET", headers, url: "/", socket: connection.socket } as never;
      server.handleUpgrade(request, connection.socket, Buffer.alloc(0), (peer) => {
        peer.on("message", (data, isBinary) => peer.send(data, { binary: isBinary }));
        peer.on("close", () => undefined);
      });
    });
    const { authority, proxy } = fixture;
    const ca = (await testAuthority("proxy")).certificatePem;
    const tls = await tunnelledTls({ proxyPort: proxy.port, authority, ca, protocols: ["http/1.1"] });
    const socket = new WebSocket(`wss://${authority}/mqtt?X-Amz-Security-Token=later`, "mqtt", {
      createConnection: () => tls,
    });
    await once(socket, "open");
    expect(socket.protocol).toBe("mqtt");
    expect(socket.extensions).toBe("permessage-deflate");
    const large = randomBytes(300_000);
    for (const message of [Buffer.from("hello"), large, Buffer.alloc(100_000, 7)]) {
      const answered = once(socket, "message");
      socket.send(message);
      expect(Buffer.compare((await answered)[0] as Buffer, message)).toBe(0);
    }
    const closed = once(socket, "close");
    socket.close(4001, "enough");
    expect((await closed)[0]).toBe(4001);
    const exchange = await fixture.observed(1);
    expect(exchange).toMatchObject({ state: "complete", selfCheck: { equal: true } });
    expect(exchange.request.target).toBe("/mqtt?X-Amz-Security-Token=later");
    server.close();
  });
});
