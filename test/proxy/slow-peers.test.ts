import { EventEmitter } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../src/proxy/limits.ts";
import { isSlow, pausedBodies, pauseFor } from "../../src/proxy/slow-peers.ts";
import { waitFor } from "../support/proxy-client.ts";
import type { ProxyFixture } from "../support/proxy-fixture.ts";
import { proxyFixture } from "../support/proxy-fixture.ts";

class Peer extends EventEmitter {
  writableLength = 0;
  writableHighWaterMark = 16_384;
}

class Source {
  readonly calls: string[] = [];
  pause(): void {
    this.calls.push("pause");
  }
  resume(): void {
    this.calls.push("resume");
  }
}

let peers: Peer[] = [];

afterEach(() => {
  for (const peer of peers) peer.emit("close");
  peers = [];
});

/** A peer that has no room, with what is paused for it. */
function slowPeer(): { readonly peer: Peer; readonly source: Source } {
  const [peer, source] = [new Peer(), new Source()];
  peers.push(peer);
  pauseFor(source, peer, (room) => peer.once("drain", room));
  return { peer, source };
}

function holding(writableLength: number, writableHighWaterMark = 16_384): Peer {
  return Object.assign(new Peer(), { writableLength, writableHighWaterMark });
}

describe("a slow peer", () => {
  it("may have 256 KiB waiting for it", () => {
    expect(isSlow(holding(262_144))).toBe(false);
    expect(isSlow(holding(262_145))).toBe(true);
  });
  it("may have as much as Node takes by itself while 64 others wait, and more again when one of them has room", () => {
    for (let others = 1; others < 64; others += 1) slowPeer();
    expect(isSlow(holding(262_144))).toBe(false);
    const { peer } = slowPeer();
    expect(isSlow(holding(16_385))).toBe(true);
    expect(isSlow(holding(16_384))).toBe(false);
    // Below this mark Node would not tell when there is room again.
    expect(isSlow(holding(65_536, 65_536))).toBe(false);
    expect(isSlow(holding(65_537, 65_536))).toBe(true);
    peer.emit("drain");
    expect(isSlow(holding(262_144))).toBe(false);
  });
  it("is waited for until it has room", () => {
    const { peer, source } = slowPeer();
    expect(source.calls).toEqual(["pause"]);
    peer.emit("drain");
    expect(source.calls).toEqual(["pause", "resume"]);
  });
  it("is not counted any more when it has room or is gone, and counted out once only", () => {
    const before = pausedBodies();
    const [one, other] = [slowPeer(), slowPeer()];
    expect(pausedBodies()).toBe(before + 2);
    one.peer.emit("drain");
    one.peer.emit("close");
    expect(pausedBodies()).toBe(before + 1);
    other.peer.emit("close");
    other.peer.emit("drain");
    expect(pausedBodies()).toBe(before);
    expect(one.peer.listenerCount("close")).toBe(0);
  });
});

describe("a body that waits for a slow peer", () => {
  let fixture: ProxyFixture | null = null;
  afterEach(async () => {
    await fixture?.close();
    fixture = null;
  });

  it("is counted while it waits, and no more when its client goes away", async () => {
    fixture = await proxyFixture(({ socket }) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n");
      socket.write(Buffer.alloc(67_108_864));
    });
    const client = await fixture.tunnel();
    client.socket.pause();
    client.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
    await waitFor(() => pausedBodies() === 1, "the answer to wait");
    client.reset();
    await waitFor(() => pausedBodies() === 0, "the answer to be given up");
  });
  it("is counted while it waits, and no more when its upstream goes away", async () => {
    fixture = await proxyFixture(({ socket }) => void socket.pause());
    const client = await fixture.tunnel();
    client.send(`PUT / HTTP/1.1\r\nHost: ${fixture.authority}\r\nContent-Length: 67108864\r\n\r\n`);
    client.send(Buffer.alloc(33_554_432));
    await waitFor(() => pausedBodies() === 1, "the upload to wait");
    fixture.upstream.connections[0]?.reset();
    await waitFor(() => pausedBodies() === 0, "the upload to be given up");
  });
  it("arrives whole, many at a time, when all are read again", async () => {
    const bytes = 16_777_216;
    fixture = await proxyFixture(({ socket, received }) => {
      if (!received.endsWith("\r\n\r\n")) return;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`);
      socket.write(Buffer.alloc(bytes, "b"));
    });
    const { slowPeers } = limits;
    Object.assign(limits, { slowPeers: 2 });
    try {
      const clients = await Promise.all(Array.from({ length: 6 }, () => fixture?.tunnel()));
      for (const client of clients) {
        client?.socket.pause();
        if (client) client.countOnly = true;
        client?.send(`GET / HTTP/1.1\r\nHost: ${fixture.authority}\r\n\r\n`);
      }
      await waitFor(() => pausedBodies() === 6, "all to wait");
      for (const client of clients) client?.socket.resume();
      await waitFor(
        () => clients.every((client) => (client?.receivedBytes ?? 0) > bytes),
        "all to arrive",
        30_000,
      );
      expect(pausedBodies()).toBe(0);
    } finally {
      Object.assign(limits, { slowPeers });
    }
  });
});
