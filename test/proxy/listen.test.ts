import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { listen, sayDropped } from "../../src/proxy/listen.ts";
import type { ProxyEvent } from "../../src/proxy/proxy-event.ts";

describe("listening", () => {
  it("gives the port it got, and says which one is taken", async () => {
    const server = createServer();
    const port = await listen(server, { host: "127.0.0.1", port: 0 });
    expect(port).toBeGreaterThan(0);
    await expect(listen(createServer(), { host: "127.0.0.1", port })).rejects.toMatchObject({
      code: "ERR_PORT_IN_USE",
      message: `port ${port} on 127.0.0.1 is taken`,
    });
    server.close();
  });

  it("says where it cannot listen at all", async () => {
    await expect(listen(createServer(), { host: "192.0.2.1", port: 1 })).rejects.toMatchObject({
      code: "ERR_PORT_REFUSED",
    });
  });
});

describe("sayDropped", () => {
  it("tells of the first connection that is closed, and then not for a while", () => {
    const events: ProxyEvent[] = [];
    const say = sayDropped(7, (event) => events.push(event));
    say();
    say();
    expect(events).toEqual([
      {
        level: "warn",
        event: "too-many-connections",
        message: "more than 7 connections at once: some were closed (see --max-connections)",
      },
    ]);
  });
});
