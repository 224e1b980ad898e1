import { expect, it, vi } from "vitest";
import { proxyFixture } from "../support/proxy-fixture.ts";

const flags = vi.hoisted(() => [] as string[]);
vi.mock("node:v8", async (original) => ({
  ...(await original<object>()),
  setFlagsFromString: (flag: string) => flags.push(flag),
}));

it("lets the heap grow to three times of what lives, from the moment a proxy is open", async () => {
  const { close } = await proxyFixture(() => undefined);
  await close();
  expect(flags).toEqual(["--heap-growing-percent=200"]);
});
