import { describe, expect, it } from "vitest";
import { ruledOut, ruleWords, whyOf } from "../../src/report/rule-words.ts";

describe("the words of rules", () => {
  it("are found by id, for rules and for the engine's own conclusions", () => {
    expect(whyOf("content-type-changed")).toContain("Content-Type is in SignedHeaders");
    expect(whyOf("mismatch-unexplained")).toContain("countersign signed the same bytes");
    expect(whyOf("no-such-rule")).toBe("");
    expect(ruleWords("mismatch-unexplained")?.severity).toBe("error");
    expect(ruleWords("no-such-rule")).toBeNull();
  });

  it("list as ruled out only what a search puts to the proof", () => {
    expect(ruledOut()).toContain("content-type-changed");
    expect(ruledOut()).not.toContain("mismatch-unexplained");
  });
});
