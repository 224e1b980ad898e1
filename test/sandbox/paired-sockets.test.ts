import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { pairedSockets } from "../../src/sandbox/paired-sockets.ts";

describe("pairedSockets", () => {
  it("carries bytes both ways and never inside the call that writes", async () => {
    const [near, far] = pairedSockets();
    const seen: string[] = [];
    far.on("data", (piece: Buffer) => seen.push(piece.toString()));
    near.write("a");
    expect(seen).toEqual([]);
    await once(far, "data");
    expect(seen).toEqual(["a"]);
    far.write("b");
    const [answer] = (await once(near, "data")) as [Buffer];
    expect(answer.toString()).toBe("b");
  });

  it("lets an end finish its sentence", async () => {
    const [near, far] = pairedSockets();
    near.end("last words");
    const pieces: string[] = [];
    far.on("data", (piece: Buffer) => pieces.push(piece.toString()));
    await once(far, "end");
    expect(pieces).toEqual(["last words"]);
    expect(near.destroyed).toBe(false);
    far.end();
    near.resume();
    await once(near, "close");
  });

  it("breaks both ends when one breaks off", async () => {
    const [near, far] = pairedSockets();
    far.write("unread");
    near.destroy();
    await once(far, "close");
    expect(far.destroyed).toBe(true);
  });

  it("pushes back when nobody reads", async () => {
    const [near] = pairedSockets();
    let accepted = 0;
    while (near.write(Buffer.alloc(16_384)) && accepted < 1000) accepted += 1;
    expect(accepted).toBeLessThan(1000);
    near.destroy();
  });

  it("is enough of a socket for HTTP, timeouts included", async () => {
    const [near] = pairedSockets();
    const socket = near as unknown as {
      setTimeout: (milliseconds: number, then?: () => void) => unknown;
      setNoDelay: () => unknown;
      setKeepAlive: () => unknown;
      ref: () => unknown;
      unref: () => unknown;
    };
    expect([socket.setNoDelay(), socket.setKeepAlive(), socket.ref(), socket.unref()]).toEqual([
      near,
      near,
      near,
      near,
    ]);
    await new Promise<void>((resolve) => socket.setTimeout(5, resolve));
    socket.setTimeout(0);
    near.destroy();
  });
});
