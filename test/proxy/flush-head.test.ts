import { afterEach, describe, expect, it } from "vitest";
import { waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";

let fixture: ProxyFixture | null = null;

afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

describe("a head sent before its body", () => {
  it("keeps bytes beyond ASCII, on its way up and down", async () => {
    const answerHead = "HTTP/1.1 200 OK\r\nx-amz-meta-b: \xe9\xa7\r\nContent-Length: 2\r\n\r\n";
    fixture = await proxyFixture((connection) => {
      if (connection.received.endsWith("\r\n\r\n")) connection.socket.write(answerHead, "latin1");
    });
    const client = await fixture.tunnel();
    const head = `PUT /k HTTP/1.1\r\nHost: ${fixture.authority}\r\nx-amz-meta-a: \xe9\xa7\r\nContent-Length: 2\r\n\r\n`;
    client.send(head);
    await waitFor(() => fixture?.upstream.connections[0]?.received === head, "the head as it was sent");
    expect(await client.until(/\r\n\r\n$/)).toBe(answerHead);
  });
});
