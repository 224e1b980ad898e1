import { describe, expect, it } from "vitest";
import { errorCode } from "../../src/proxy/proxy-event.ts";

describe("an error's code", () => {
  it("is Node's, or the error's name, never its text", () => {
    expect(errorCode(Object.assign(new Error("secret"), { code: "ECONNRESET" }))).toBe("ECONNRESET");
    expect(errorCode(new TypeError("secret"))).toBe("TypeError");
    expect(errorCode("secret")).toBe("unknown");
    expect(errorCode(null)).toBe("unknown");
  });
});
