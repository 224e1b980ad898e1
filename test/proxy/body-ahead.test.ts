import { afterEach, describe, expect, it } from "vitest";
import { waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";
import { answering } from "../support/proxy-upstream.ts";

let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

describe("a body read ahead", () => {
  it("is whole when it is decided about, chunked or not, and goes on with its trailers", async () => {
    const seen: string[] = [];
    fixture = await proxyFixture(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), {
      decideSigning: (_, body) => {
        if (body === null) return { action: "await-body" };
        seen.push(
          `${body.bytes} ${body.sha256Hex.slice(0, 8)} ${Buffer.from(body.content ?? []).toString()}`,
        );
        return { action: "leave", reason: null };
      },
    });
    const client = await fixture.tunnel();
    const head = `PUT /a HTTP/1.1\r\nHost: ${fixture.authority}\r\n`;
    client.send(`${head}Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n`);
    client.send("3\r\nllo\r\n0\r\nX-End: 1\r\n\r\n");
    await client.until(/ok$/);
    client.send(`${head}Content-Length: 5\r\n\r\nhello`);
    await client.until(/ok[\s\S]*ok$/);
    expect(seen).toEqual(["5 2cf24dba hello", "5 2cf24dba hello"]);
    const received = fixture.upstream.connections[0]?.received ?? "";
    expect(received).toContain("5\r\nhello\r\n0\r\nX-End: 1\r\n\r\n");
    expect((await fixture.observed(2)).selfCheck).toEqual({ equal: true, differences: [] });
  });
  it("takes its room until its exchange is over", async () => {
    const read: number[] = [];
    fixture = await proxyFixture(() => undefined, {
      decideSigning: (_, body) => {
        if (body === null) return { action: "await-body" };
        read.push(body.bytes);
        return { action: "leave", reason: null };
      },
    });
    fixture.upstream.countOnly = true;
    const whole = (): number =>
      fixture?.upstream.connections.filter((one) => one.receivedBytes > 12e6).length ?? 0;
    const clients = [await fixture.tunnel(), await fixture.tunnel(), await fixture.tunnel()];
    for (const [at, client] of clients.entries()) {
      client.send(`PUT /${at} HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 12000000\r\n\r\n`);
      client.send(Buffer.alloc(12_000_000));
      await waitFor(() => whole() === at + 1, "the request upstream");
    }
    expect(read).toEqual([12_000_000, 12_000_000]);
    for (const client of clients) client.close();
    await fixture.observed(3);
    expect(fixture.exchanges.map(({ signing }) => signing?.left ?? null)).toContain(
      "its body is longer than what is held to hash it before it goes on",
    );
    const next = await fixture.tunnel();
    next.send(`PUT /4 HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 12000000\r\n\r\n`);
    next.send(Buffer.alloc(12_000_000));
    await waitFor(() => read.length === 3, "room again");
  }, 20_000);
});
