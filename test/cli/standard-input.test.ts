import { describe, expect, it } from "vitest";
import { countersign, jsonLines } from "../support/piped-countersign.ts";

describe("standard input", () => {
  it("gives lines whatever their ends, the last one without an end too", () => {
    const { stdout } = countersign(["endpoint", "--json"], { input: "a.test\r\nb.test\nc.test" });
    expect(jsonLines(stdout).map(({ host }) => host)).toEqual(["a.test", "b.test", "c.test"]);
  });

  it("cuts a line that does not end, instead of holding it", () => {
    const { stdout, status } = countersign(["endpoint", "--json"], { input: "x".repeat(3_000_000) });
    expect(status).toBe(0);
    expect(jsonLines(stdout).length).toBeGreaterThan(1);
  });

  it("refuses more than 64 MiB as one request, and keeps running", () => {
    const { stdout, status } = countersign(["explain", "--json", "--no-default-credentials"], {
      input: Buffer.alloc(64 * 1024 * 1024 + 1, 97),
    });
    expect(status).toBe(2);
    expect(jsonLines(stdout)).toMatchObject([{ input: "-", error: { code: "ERR_INPUT_TOO_LARGE" } }]);
  });
});
