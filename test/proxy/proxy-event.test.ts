import { describe, expect, it } from "vitest";
import type { ProxyEvent } from "../../src/proxy/proxy-event.ts";
import { errorCode, onceEach } from "../../src/proxy/proxy-event.ts";

describe("an error's code", () => {
  it("is Node's, or the error's name, never its text", () => {
    expect(errorCode(Object.assign(new Error("secret"), { code: "ECONNRESET" }))).toBe("ECONNRESET");
    expect(errorCode(new TypeError("secret"))).toBe("TypeError");
    expect(errorCode("secret")).toBe("unknown");
    expect(errorCode(null)).toBe("unknown");
  });
});

describe("a log of each event once", () => {
  it("leaves out the same again, not the same elsewhere", () => {
    const seen: ProxyEvent[] = [];
    const log = onceEach((event) => seen.push(event));
    const event: ProxyEvent = { level: "warn", event: "e", message: "m", authority: "a:1", code: "C" };
    for (const one of [event, event, { ...event, authority: "b:1" }, event, { ...event, code: "D" }])
      log(one);
    expect(seen.map(({ authority, code }) => `${authority} ${code}`)).toEqual(["a:1 C", "b:1 C", "a:1 D"]);
  });
});
