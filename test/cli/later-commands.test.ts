import { describe, expect, it } from "vitest";
import { countersign } from "../support/piped-countersign.ts";

describe("commands of later releases", () => {
  it.each(["doctor"])("%s is refused with a sentence", (name) => {
    const { status, stdout, stderr } = countersign([name, "--format", "har", "x"]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      new RegExp(
        `^countersign: countersign ${name} is not available yet: .* \\(ERR_OPTION_UNAVAILABLE\\)\\n`,
      ),
    );
  });
});
