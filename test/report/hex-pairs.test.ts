import { describe, expect, it } from "vitest";
import { hexPairs } from "../../src/diagnosis/prediction-mismatch.ts";
import { throughHexPairs } from "../../src/report/hex-pairs.ts";

const safe = (plain: string): string => plain.replaceAll("secret-token", "[redacted]");

describe("bytes written as hex pairs", () => {
  it("are made safe as the text that they stand for", () => {
    const shown = `<Bytes>${hexPairs("x-amz-security-token:secret-token\nhost")}</Bytes>`;
    expect(throughHexPairs(shown, safe)).toBe(
      `<Bytes>${hexPairs("x-amz-security-token:[redacted]\nhost")}</Bytes>`,
    );
    expect(throughHexPairs(shown.toUpperCase(), safe)).toBe(
      `<BYTES>${hexPairs("x-amz-security-token:[redacted]\nhost")}</BYTES>`,
    );
  });

  it("stay as they are where they hold nothing secret, and so does all that is not of their kind", () => {
    for (const text of [
      hexPairs("GET\n/\n\nhost:a.example\n"),
      "be ad ca fe and words",
      "",
      "73 65 63",
      "47:45:54",
    ])
      expect(throughHexPairs(text, safe)).toBe(text);
  });
});
