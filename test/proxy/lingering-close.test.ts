import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { lingeringClose } from "../../src/proxy/lingering-close.ts";

async function pair(): Promise<{ client: Socket; accepted: Socket; close: () => void }> {
  const server = createServer({ allowHalfOpen: true });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const accepting = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const client = connect({
    port: (server.address() as AddressInfo).port,
    host: "127.0.0.1",
    allowHalfOpen: true,
  });
  const accepted = await accepting;
  client.on("error", () => undefined);
  accepted.on("error", () => undefined);
  const close = (): void => {
    for (const socket of [client, accepted]) socket.destroy();
    server.close();
  };
  return { client, accepted, close };
}

describe("a lingering close", () => {
  it("lets the answer through to a client that is still sending, and ends with it", async () => {
    const { client, accepted, close } = await pair();
    let received = "";
    client.on("data", (chunk: Buffer) => (received += chunk.toString()));
    const timer = setInterval(() => client.write(Buffer.alloc(1000)), 10);
    accepted.write("answer");
    lingeringClose(accepted);
    await new Promise((resolve) => client.once("end", resolve));
    expect(received).toBe("answer");
    expect(accepted.destroyed).toBe(false);
    clearInterval(timer);
    client.end();
    await new Promise((resolve) => accepted.once("close", resolve));
    close();
  });
  it("gives up after two seconds or a mebibyte", async () => {
    for (const flood of [true, false]) {
      const { client, accepted, close } = await pair();
      client.resume();
      const start = performance.now();
      lingeringClose(accepted);
      if (flood) client.write(Buffer.alloc(4_000_000));
      await new Promise((resolve) => accepted.once("close", resolve));
      const waitedMs = performance.now() - start;
      if (flood) expect(waitedMs).toBeLessThan(1500);
      else expect(waitedMs).toBeGreaterThan(1900);
      close();
    }
  });
});
