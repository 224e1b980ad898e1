import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { connect } from "node:tls";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readClientHello } from "../../../src/proxy/http2/client-hello.ts";

/** What Node's own TLS says first. */
async function helloOf(options: ConnectionOptions): Promise<Buffer> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection");
  const client = connect({ ...options, host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  client.on("error", () => undefined);
  const [socket] = await accepted;
  const [hello] = await once(socket, "data");
  client.destroy();
  socket.destroy();
  server.close();
  return hello as Buffer;
}

describe("a ClientHello", () => {
  it("names the protocols it offers, in their order", async () => {
    const hello = await helloOf({ servername: "a.test", ALPNProtocols: ["h2", "http/1.1"] });
    expect(readClientHello(hello)).toEqual({ protocols: ["h2", "http/1.1"] });
    expect(readClientHello(Buffer.concat([hello, Buffer.from("more")]))).toEqual({
      protocols: ["h2", "http/1.1"],
    });
  });
  it("may offer none, in any version", async () => {
    expect(readClientHello(await helloOf({}))).toEqual({ protocols: null });
    expect(readClientHello(await helloOf({ maxVersion: "TLSv1.2" }))).toEqual({ protocols: null });
  });
  it("is incomplete until its last byte, in one record or several", async () => {
    const hello = await helloOf({ ALPNProtocols: ["h2"] });
    for (let length = 1; length < hello.length; length += 1) {
      expect(readClientHello(hello.subarray(0, length))).toBe("incomplete");
    }
    const payload = hello.subarray(5);
    const records = [payload.subarray(0, 3), payload.subarray(3, 100), payload.subarray(100)].map((part) =>
      Buffer.concat([Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part]),
    );
    expect(readClientHello(Buffer.concat(records))).toEqual({ protocols: ["h2"] });
    expect(readClientHello(Buffer.concat(records.slice(0, 2)))).toBe("incomplete");
  });
  it.each([
    ["another record", "1503010002022a"],
    ["another message", "160301000402000000"],
    ["an empty record", "1603010000"],
    ["a message longer than any hello", "160301000401ffffff"],
    ["lengths that lead outside", `1603010030 0100002c ${"00".repeat(34)} ff${"00".repeat(9)}`],
  ])("is unreadable as %s", (_what, hex) => {
    expect(readClientHello(Buffer.from(hex.replace(/ /g, ""), "hex"))).toBe("unreadable");
  });
  it("never throws", async () => {
    const hello = await helloOf({ ALPNProtocols: ["h2"] });
    fc.assert(
      fc.property(fc.nat(hello.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(hello);
        changed[at] = byte;
        const reading = readClientHello(changed);
        expect(
          typeof reading === "string" || reading.protocols === null || reading.protocols.length < 300,
        ).toBe(true);
      }),
    );
  });
});
