import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/diagnosis/catalogue.ts";
import { countersign, jsonLines } from "../support/piped-countersign.ts";

describe("countersign rules", () => {
  it("lists every rule in a line", () => {
    const { status, stdout } = countersign(["rules"]);
    expect(status).toBe(0);
    for (const { id, title } of catalogue) {
      expect(stdout).toMatch(new RegExp(`^${id} +`, "m"));
      expect(stdout).toContain(title);
    }
  });

  it("lists the same as JSON lines", () => {
    const rows = jsonLines(countersign(["rules", "--json"]).stdout);
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(catalogue.map(({ id }) => id)));
    expect(rows.find(({ id }) => id === "content-type-changed")).toMatchObject({
      severity: "error",
      stage: "headers",
    });
  });

  it("prints the page of one rule with its example examined", () => {
    const { status, stdout } = countersign(["rules", "content-type-changed"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^# content-type-changed\n/);
    expect(stdout).toContain("## Example");
    expect(stdout).toContain("Verdict: `mismatch`");
  });

  it("prints the page of a conclusion of the engine", () => {
    expect(countersign(["rules", "mismatch-unexplained"]).stdout).toMatch(/^# mismatch-unexplained\n/);
  });

  it("refuses an unknown id and names near ones", () => {
    const { status, stderr } = countersign(["rules", "content-type"]);
    expect(status).toBe(2);
    expect(stderr).toBe(
      'countersign: there is no finding "content-type" (ERR_RULE_UNKNOWN)\n  did you mean content-type-changed?\n',
    );
    expect(countersign(["rules", "constructor"]).stderr).toContain("countersign rules lists all of them");
  });
});
