import { describe, expect, it } from "vitest";
import { legacyVerdictWords } from "../../src/diagnosis/sigv2-words.ts";

describe("the words about a Version 2 signature", () => {
  it("say whether it is right", () => {
    expect(legacyVerdictWords("valid")).toContain("itself is right");
    expect(legacyVerdictWords("mismatch")).toContain("does not match either");
    expect(legacyVerdictWords("unverifiable")).toContain("No secret is known");
  });
});
