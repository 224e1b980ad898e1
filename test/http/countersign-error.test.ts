import { describe, expect, it } from "vitest";
import { CountersignError } from "../../src/http/countersign-error.ts";

describe("CountersignError", () => {
  it("carries a code, a hint and its cause", () => {
    const cause = new Error("below");
    const error = new CountersignError("ERR_PORT_IN_USE", "port 8080 is taken", {
      hint: "use --port",
      cause,
    });
    expect([error.code, error.message, error.hint, error.cause, error.name]).toEqual([
      "ERR_PORT_IN_USE",
      "port 8080 is taken",
      "use --port",
      cause,
      "CountersignError",
    ]);
  });
  it("has no hint unless given one", () => {
    expect(new CountersignError("ERR_USAGE", "no").hint).toBeNull();
  });
});
