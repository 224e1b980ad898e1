import { afterEach, describe, expect, it } from "vitest";
import { waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";

let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

const fields =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: AA==\r\n";

describe("an upgrade in a tunnel", () => {
  it("goes upstream as sent, and only the upstream switches protocols", async () => {
    fixture = await proxyFixture((connection) => {
      if (connection.received.endsWith("\r\n\r\n")) {
        connection.socket.write(
          "HTTP/1.1 101 Go On\r\nUpgrade: websocket\r\nsec-websocket-protocol: mqtt\r\n\r\n",
        );
      } else connection.socket.write("pong");
    });
    const client = await fixture.tunnel();
    const head = `GET /mqtt?X-Amz-Signature=0 HTTP/1.1\r\nHost: ${fixture.authority}\r\n${fields}\r\n`;
    client.send(head);
    expect(await client.until(/\r\n\r\n$/)).toBe(
      "HTTP/1.1 101 Go On\r\nUpgrade: websocket\r\nsec-websocket-protocol: mqtt\r\n\r\n",
    );
    client.send("\x81\x04ping");
    await client.until(/pong$/);
    expect(fixture.upstream.connections[0]?.received).toBe(`${head}\x81\x04ping`);
    const exchange = await fixture.observed(1);
    expect(exchange).toMatchObject({ state: "complete", reason: null, selfCheck: { equal: true } });
    expect(exchange.response).toMatchObject({ status: 101, reason: "Go On" });
    expect(exchange.response?.headers).toEqual([
      ["Upgrade", "websocket"],
      ["sec-websocket-protocol", "mqtt"],
    ]);
    client.close();
    await waitFor(
      () => fixture?.upstream.connections[0]?.closed === true,
      "the upstream's connection to close",
    );
  });
  it("that the upstream refuses is refused", async () => {
    fixture = await proxyFixture((connection) =>
      connection.socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"),
    );
    const client = await fixture.tunnel();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n${fields}\r\n`);
    expect(await client.untilClosed()).toBe("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    expect((await fixture.observed(1)).response?.status).toBe(403);
  });
  it("is refused here when its head breaks a rule, or has a body", async () => {
    fixture = await proxyFixture(() => undefined);
    for (const [index, [extra, status, reason]] of (
      [
        ["Host: b.test\r\n", "400", "refused:host-count"],
        ["Content-Length: 0\r\n", "501", "refused:upgrade-body"],
      ] as const
    ).entries()) {
      const client = await fixture.tunnel();
      client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n${extra}${fields}\r\n`);
      expect((await client.untilClosed()).slice(9, 12)).toBe(status);
      expect((await fixture.observed(index + 1)).reason).toBe(reason);
    }
    expect(fixture.upstream.connections).toHaveLength(0);
  });
});
