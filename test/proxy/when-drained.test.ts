import { once } from "node:events";
import { Agent, request } from "node:http";
import { Duplex } from "node:stream";
import { describe, expect, it } from "vitest";
import { whenDrained } from "../../src/proxy/when-drained.ts";

const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** A connection that answers as soon as the body is written, and reports the write only behind it. */
class FastUpstream extends Duplex {
  reported = 0;
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (chunk.length > 1000) this.push(answer);
    setTimeout(() => {
      this.reported += 1;
      done();
    }, 5);
  }
}

interface Sent {
  readonly asked: ReturnType<typeof request>;
  readonly connection: FastUpstream;
}

function sent(): Sent {
  const connection = new FastUpstream();
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = () => connection;
  const asked = request({ agent, method: "PUT", headers: { "Content-Length": "200000" } });
  asked.on("response", (response) => response.resume());
  return { asked, connection };
}

function closed(asked: Sent["asked"]): Promise<void> {
  return new Promise((resolve) => {
    asked.on("error", () => undefined).on("close", () => resolve());
    asked.destroy();
  });
}

describe("whenDrained", () => {
  it("calls back although the answer was whole before the write was reported, when Node's own event does not", async () => {
    const { asked, connection } = sent();
    let ofNode = 0;
    let called = 0;
    asked.on("drain", () => (ofNode += 1));
    asked.write(Buffer.alloc(100_000));
    whenDrained(asked, () => (called += 1));
    await once(asked, "response");
    await expect.poll(() => called).toBe(1);
    expect(connection.reported).toBeGreaterThan(0);
    // Should this fail, Node has mended it, and whenDrained is not needed any more.
    expect(ofNode).toBe(0);
    asked.destroy();
  });

  it("calls back when a connection that is there has room, once", async () => {
    const { asked } = sent();
    asked.flushHeaders();
    await once(asked, "socket");
    let called = 0;
    asked.write(Buffer.alloc(900));
    for (let piece = 0; piece < 60; piece += 1) asked.write(Buffer.alloc(900));
    expect(asked.writableNeedDrain).toBe(true);
    whenDrained(asked, () => (called += 1));
    await expect.poll(() => called, { timeout: 5000 }).toBe(1);
    await closed(asked);
    expect(called).toBe(1);
  });

  it("does not call back for a request that is over, and leaves no listener", async () => {
    const { asked, connection } = sent();
    asked.flushHeaders();
    await once(asked, "socket");
    const before = connection.listenerCount("drain");
    let called = 0;
    whenDrained(asked, () => (called += 1));
    expect(connection.listenerCount("drain")).toBe(before + 1);
    await closed(asked);
    expect(called).toBe(0);
    expect(asked.listenerCount("drain")).toBe(0);
  });
});
