import { describe, expect, it } from "vitest";
import { isCircular, newViaName, viaBehind, viaOf } from "../../src/proxy/via.ts";

describe("Via", () => {
  it("is read from every header of that name", () => {
    expect(viaOf(["Host", "a", "Via", "1.1 one", "VIA", "1.0 two (x)"])).toBe("1.1 one, 1.0 two (x)");
    expect(viaOf(["Host", "a", "X-Via", "1.1 one"])).toBe(null);
  });
  it("knows this proxy by its name, and a chain that is too long", () => {
    expect(isCircular("1.1 one, 1.1 me (x)", "me")).toBe(true);
    expect(isCircular("HTTP/1.1  me", "me")).toBe(true);
    expect(isCircular("1.1 one, 1.1 mee, me", "me")).toBe(false);
    expect(isCircular(Array(16).fill("1.1 one").join(","), "me")).toBe(false);
    expect(isCircular(Array(17).fill("1.1 one").join(","), "me")).toBe(true);
  });
  it("grows by this proxy, and carries on nothing that could break a line", () => {
    expect(viaBehind(null, "me")).toBe("1.1 me");
    expect(viaBehind("1.1 one", "me")).toBe("1.1 one, 1.1 me");
    expect(viaBehind("1.1 o\rne", "me")).toBe("1.1 me");
  });
  it("tells nothing of the machine, and is another for each run", () => {
    expect(newViaName()).toMatch(/^countersign-[0-9a-f]{16}$/);
    expect(newViaName()).not.toBe(newViaName());
  });
});
