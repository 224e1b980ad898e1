import { describe, expect, it } from "vitest";
import { secretSupposition } from "../../src/diagnosis/secret-variations.ts";

describe("secretSupposition", () => {
  it("changes the secret and shows only words", () => {
    const supposition = secretSupposition({
      words: "followed by a line feed",
      change: (secret) => `${secret}\n`,
    });
    expect(supposition.key?.secret?.("abc")).toBe("abc\n");
    expect(supposition.detail).toBe("The client signed with the secret followed by a line feed.");
    expect(supposition.changes).toEqual([
      { part: "secret access key", from: "as countersign knows it", to: "followed by a line feed" },
    ]);
  });
});
