import { describe, expect, it } from "vitest";
import { longOptions, shortOptions } from "../../src/inputs/curl-options.ts";

describe("curl's options", () => {
  it("know what takes an argument", () => {
    expect([shortOptions.H, shortOptions.o, shortOptions.s, shortOptions.G]).toEqual([
      "header",
      "argument",
      undefined,
      "get",
    ]);
    expect([longOptions["aws-sigv4"], longOptions["max-time"], longOptions.silent]).toEqual([
      "aws-sigv4",
      "argument",
      undefined,
    ]);
  });
});
