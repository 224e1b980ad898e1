import { describe, expect, it } from "vitest";
import { openTestSession } from "../support/session-client.ts";

describe("the carrier with workers", () => {
  it("opens a port, waits for its workers' examinations, and closes it", async () => {
    const settings = { sandbox: false, workers: 2, evidence: "off" as const, defaultCredentials: false };
    const session = await openTestSession(() => undefined, { settings });
    expect(session.proxyUrl).toBe(`http://127.0.0.1:${session.proxy.port}`);
    await session.settled(1000);
    const again = openTestSession(() => undefined, { settings: { ...settings, port: session.proxy.port } });
    await expect(again).rejects.toMatchObject({ code: "ERR_PORT_IN_USE" });
    await session.close();
    const free = await openTestSession(() => undefined, { settings: { port: session.proxy.port } });
    expect([free.proxy.port, session.proxy.droppedCaptures()]).toEqual([session.proxy.port, 0]);
    await free.close();
  }, 60_000);
});
