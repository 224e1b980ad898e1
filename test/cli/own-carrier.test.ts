import { describe, expect, it } from "vitest";
import { closeTraffic } from "../../src/cli/own-carrier.ts";
import { openTestSession } from "../support/session-client.ts";

describe("the carrier in this process", () => {
  it("ends the proxy first, and then waits for what it captured", async () => {
    const order: string[] = [];
    const note =
      (word: string) =>
      async (given: unknown): Promise<void> => {
        order.push(`${word} ${JSON.stringify(given)}`);
      };
    await closeTraffic({ close: note("closed") }, { settled: note("settled") }, 7);
    expect(order).toEqual(['closed {"deadlineMs":7}', "settled 5000"]);
  });

  it("closes its sandbox when its port is taken", async () => {
    const first = await openTestSession(() => undefined);
    const again = openTestSession(() => undefined, { settings: { port: first.proxy.port } });
    await expect(again).rejects.toMatchObject({ code: "ERR_PORT_IN_USE" });
    await first.close();
  });
});
