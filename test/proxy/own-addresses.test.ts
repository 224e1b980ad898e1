import { describe, expect, it } from "vitest";
import { ownAddresses } from "../../src/proxy/own-addresses.ts";

describe("countersign's own addresses", () => {
  it("are those it listens on", () => {
    expect(ownAddresses([{ host: "127.0.0.1", port: 8080 }])).toEqual([{ host: "127.0.0.1", port: 8080 }]);
  });
  it("are all of the machine's where it listens on all", () => {
    const all = ownAddresses([{ host: "0.0.0.0", port: 8080 }]);
    expect(all).toContainEqual({ host: "127.0.0.1", port: 8080 });
    expect(all.every(({ port }) => port === 8080)).toBe(true);
  });
});
