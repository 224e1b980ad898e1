import { describe, expect, it } from "vitest";
import type { CommandContext } from "../../src/cli/command-context.ts";
import { fallbackSettings } from "../../src/cli/options.ts";
import { inspectorFor } from "../../src/cli/session-inspector.ts";
import { openTestSession } from "../support/session-client.ts";

const context = { version: "1.2.3" } as CommandContext;

describe("the inspector of a session", () => {
  it("is none where it is off, and then nothing of it is there", async () => {
    const inspector = inspectorFor({ ...fallbackSettings(), inspectorPort: "off" }, context, () => undefined);
    const session = await openTestSession(() => undefined);
    expect(await inspector.open(session)).toBeNull();
    expect(inspector.ownAddresses()).toEqual([]);
    await inspector.close();
    await session.close();
  });

  it("tells the proxy its address, so that no traffic reaches it", async () => {
    const inspector = inspectorFor({ ...fallbackSettings(), inspectorPort: 0 }, context, () => undefined);
    const session = await openTestSession(() => undefined);
    const url = await inspector.open(session);
    const [own] = inspector.ownAddresses();
    expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${own?.port}/#[\\w-]{32}$`));
    expect(own?.host).toBe("127.0.0.1");
    await inspector.close();
    await session.close();
  });
});
