import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { ClientConnection } from "../../src/proxy/client-connection.ts";
import { Clients } from "../../src/proxy/clients.ts";

describe("the clients of a proxy", () => {
  it("are found by their socket", () => {
    const clients = new Clients();
    const connection = new ClientConnection(new Socket(), null);
    expect(clients.add(connection)).toBe(connection);
    expect(clients.of(connection.socket)).toBe(connection);
    expect(clients.of(new Socket())).toBeNull();
  });
  it("are drained when idle, and cut whatever they do", () => {
    const clients = new Clients();
    const idle = clients.add(new ClientConnection(new Socket(), null));
    const waiting = new Socket();
    clients.accepted(waiting);
    clients.drain();
    expect(idle.socket.destroyed).toBe(true);
    expect(waiting.destroyed).toBe(false);
    clients.cut();
    expect(waiting.destroyed).toBe(true);
  });
  it("are not gone while a socket is open on which nothing was asked", async () => {
    const clients = new Clients();
    const tunnelled = new Socket();
    clients.accepted(tunnelled);
    let gone = false;
    const waiting = clients.gone().then(() => {
      gone = true;
    });
    await Promise.resolve();
    expect(gone).toBe(false);
    tunnelled.destroy();
    await waiting;
    expect(gone).toBe(true);
  });
  it("are gone when the last has seen its end", async () => {
    const clients = new Clients();
    await clients.gone();
    clients.add(new ClientConnection(new Socket(), null));
    let gone = false;
    const waiting = clients.gone().then(() => {
      gone = true;
    });
    await Promise.resolve();
    expect(gone).toBe(false);
    clients.cut();
    await waiting;
    expect(gone).toBe(true);
  });
});
