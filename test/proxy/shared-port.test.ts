import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { openSharedPort } from "../../src/proxy/shared-port.ts";
import { plainClient, waitFor } from "../support/proxy-client.ts";

describe("a shared port", () => {
  it("gives away connections of which nothing is read, up to the limit, until it is closed", async () => {
    const accepted: Socket[] = [];
    const told: string[] = [];
    const port = await openSharedPort({
      ...{ host: "127.0.0.1", port: 0, maxConnections: 1 },
      connections: () => accepted.length,
      accepted: (socket) => accepted.push(socket),
      log: ({ event }) => told.push(event),
    });
    const client = await plainClient(port.port);
    client.send("not read here");
    await waitFor(() => accepted.length === 1, "the connection");
    const more = await plainClient(port.port);
    await more.untilClosed();
    expect(told).toEqual(["too-many-connections"]);
    const [socket] = accepted;
    expect([socket?.isPaused(), socket?.bytesRead, socket?.allowHalfOpen]).toEqual([true, 0, true]);
    port.close();
    await expect(plainClient(port.port)).rejects.toThrow("ECONNREFUSED");
    expect(client.closed).toBe(false);
    client.close();
    socket?.destroy();
  });
});
