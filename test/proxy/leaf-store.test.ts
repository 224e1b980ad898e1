import { createSecureContext } from "node:tls";
import { describe, expect, it } from "vitest";
import type { Leaf } from "../../src/proxy/leaf-store.ts";
import { LeafStore } from "../../src/proxy/leaf-store.ts";

function counting(): { minted: string[]; mint: (host: string, nowEpochMs: number) => Promise<Leaf> } {
  const minted: string[] = [];
  const mint = async (host: string, nowEpochMs: number): Promise<Leaf> => {
    minted.push(host);
    return await Promise.resolve({ context: createSecureContext(), notAfterEpochMs: nowEpochMs + 1000 });
  };
  return { minted, mint };
}

describe("the store of leaves", () => {
  it("mints once for simultaneous demand", async () => {
    const { minted, mint } = counting();
    const store = new LeafStore(mint);
    const [one, other] = await Promise.all([store.contextFor("a", 0), store.contextFor("a", 0)]);
    expect(one).toBe(other);
    expect(minted).toEqual(["a"]);
  });
  it("mints again at half of a leaf's life", async () => {
    const { minted, mint } = counting();
    const store = new LeafStore(mint);
    await store.contextFor("a", 0);
    await store.contextFor("a", 499);
    expect(minted).toEqual(["a"]);
    await store.contextFor("a", 500);
    expect(minted).toEqual(["a", "a"]);
  });
  it("keeps the thousand used last", async () => {
    const { minted, mint } = counting();
    const store = new LeafStore(mint);
    await store.contextFor("first", 0);
    for (let index = 0; index < 999; index += 1) await store.contextFor(`h${index}`, 0);
    await store.contextFor("first", 0);
    await store.contextFor("one more", 0);
    expect(store.size).toBe(1000);
    await store.contextFor("first", 0);
    expect(minted.filter((host) => host === "first")).toHaveLength(1);
    await store.contextFor("h0", 0);
    expect(minted.filter((host) => host === "h0")).toHaveLength(2);
  });
  it("tries again after a failure", async () => {
    let fail = true;
    const store = new LeafStore(async () => {
      if (fail) throw new Error("no");
      return await Promise.resolve({ context: createSecureContext(), notAfterEpochMs: 1000 });
    });
    await expect(store.contextFor("a", 0)).rejects.toThrow("no");
    fail = false;
    await expect(store.contextFor("a", 0)).resolves.toBeDefined();
  });
});
