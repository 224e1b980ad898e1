import { describe, expect, it } from "vitest";
import { Locked } from "../../src/page/locked.tsx";
import { rendered } from "../support/rendered.ts";

describe("the page without its token", () => {
  it("says where the address is, and takes it", () => {
    const html = rendered(Locked, {});
    expect(html).toContain("countersign printed it when it started");
    expect(html).toContain('<label for="address">Address or key</label>');
  });
});
