import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { connectSocks } from "../../src/proxy/connect-socks.ts";
import { socksProxy } from "../support/corporate-proxy.ts";
import { rawUpstream } from "../support/proxy-upstream.ts";

describe("SOCKS 5 to an upstream proxy", () => {
  it("joins the destination, by name and by address", async () => {
    const upstream = await rawUpstream(null, ({ socket }) => socket.write("hello"));
    const proxy = await socksProxy({ onward: upstream.port });
    for (const [host, kind] of [
      ["a.test", "name"],
      ["192.0.2.1", "ipv4"],
    ] as const) {
      const socket = connect(proxy.port, "127.0.0.1");
      const error = await new Promise((resolve) =>
        socket.once("connect", () => connectSocks(socket, { host, port: 99, kind }, null, resolve)),
      );
      expect(error).toBeNull();
      const answer = new Promise((resolve) => socket.once("data", (chunk: Buffer) => resolve(String(chunk))));
      socket.write("x");
      expect(await answer).toBe("hello");
      socket.destroy();
    }
    expect(proxy.asked).toEqual(["- a.test:99", "- 192.0.2.1:99"]);
    await proxy.close();
    await upstream.close();
  });
  it("tells what speaks another protocol", async () => {
    const upstream = await rawUpstream(null, ({ socket }) =>
      socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"),
    );
    const socket = connect(upstream.port, "127.0.0.1");
    const error = await new Promise<Error | null>((resolve) =>
      socket.once("connect", () =>
        connectSocks(socket, { host: "a.test", port: 1, kind: "name" }, null, resolve),
      ),
    );
    expect(error?.message).toBe("the upstream proxy refused: it did not answer in SOCKS 5");
    await upstream.close();
  });
});
