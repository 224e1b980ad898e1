import { afterEach, describe, expect, it } from "vitest";
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
});
