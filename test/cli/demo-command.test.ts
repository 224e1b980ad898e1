import { describe, expect, it } from "vitest";
import { countersign } from "../support/piped-countersign.ts";

describe("countersign demo", () => {
  it("explains itself", () => {
    const { status, stdout } = countersign(["demo", "--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("Nothing leaves the machine and no credentials are needed.");
  });
});
