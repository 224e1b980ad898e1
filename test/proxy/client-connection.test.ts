import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { ClientConnection } from "../../src/proxy/client-connection.ts";
import type { ClientMessage } from "../../src/proxy/client-message.ts";
import type { Exchange } from "../../src/proxy/exchange.ts";

const request = { complete: true } as ClientMessage;

describe("a client's connection", () => {
  it("starts one request after the other", () => {
    const connection = new ClientConnection(new Socket(), null);
    const started: number[] = [];
    const one = {} as Exchange;
    connection.submit(request, () => {
      started.push(1);
      connection.carry(one);
    });
    connection.submit(request, () => started.push(2));
    expect(started).toEqual([1]);
    connection.settled({} as Exchange);
    expect(started).toEqual([1]);
    connection.settled(one);
    expect(started).toEqual([1, 2]);
  });
  it("starts nothing behind an answer that closes it", () => {
    const connection = new ClientConnection(new Socket(), null);
    const started: number[] = [];
    let resumed = 0;
    const last = { isLast: true } as Exchange;
    const behind = { resume: () => (resumed += 1) } as unknown as ClientMessage;
    connection.submit(request, () => connection.carry(last));
    connection.submit(behind, () => started.push(2));
    expect(connection.busy).toBe(true);
    connection.settled(last);
    connection.submit(behind, () => started.push(3));
    expect([started, resumed, connection.busy]).toEqual([[], 1, true]);
  });
  it("is cut when a client sends too many ahead", () => {
    const socket = new Socket();
    const connection = new ClientConnection(socket, null);
    connection.submit(request, () => connection.carry({ clientGone: () => undefined } as Exchange));
    for (let index = 0; index < 64; index += 1) connection.submit(request, () => undefined);
    expect(socket.destroyed).toBe(false);
    connection.submit(request, () => undefined);
    expect(socket.destroyed).toBe(true);
  });
  it("tells the exchange under way when it closes", async () => {
    const socket = new Socket();
    const connection = new ClientConnection(socket, null);
    let gone = 0;
    connection.carry({ clientGone: () => (gone += 1) } as unknown as Exchange);
    socket.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    expect(gone).toBe(1);
  });
  it("drains at once when idle, after its exchange otherwise", async () => {
    const idle = new Socket();
    new ClientConnection(idle, null).drain();
    expect(idle.destroyed).toBe(true);
    const busy = new Socket();
    const connection = new ClientConnection(busy, null);
    const one = { clientGone: () => undefined } as Exchange;
    connection.carry(one);
    connection.drain();
    expect(busy.destroyed).toBe(false);
    connection.settled(one);
    await new Promise((resolve) => setImmediate(resolve));
    expect(busy.destroyed || busy.writableEnded).toBe(true);
  });
});
