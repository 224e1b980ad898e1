import { describe, expect, it } from "vitest";
import { p256PublicKey, p256Sign } from "../../src/http/digest.ts";
import { ecdsaJudge, hmacJudge, unpadded } from "../../src/sigv4/chain-judge.ts";

describe("hmacJudge", () => {
  it("calculates and compares", () => {
    // RFC 4231, test case 2 with its key.
    const judge = hmacJudge(Buffer.from("Jefe"));
    const right = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    expect(judge.calculated("what do ya want for nothing?")).toBe(right);
    expect(judge.fits("what do ya want for nothing?", right)).toBe(true);
    expect(judge.fits("what do ya want for nothing!", right)).toBe(false);
  });
});

describe("ecdsaJudge", () => {
  it("verifies, padded or not, and calculates nothing", () => {
    const key = new Uint8Array(32).fill(9);
    const judge = ecdsaJudge(p256PublicKey(key));
    const hex = Buffer.from(p256Sign(key, "text")).toString("hex");
    expect(judge.fits("text", hex)).toBe(true);
    expect(judge.fits("text", hex.padEnd(144, "*"))).toBe(true);
    expect(judge.fits("other", hex)).toBe(false);
    expect(judge.fits("text", "zz")).toBe(false);
    expect(judge.calculated("text")).toBeNull();
  });
});

it("takes the padding off a signature", () => {
  expect(unpadded("3045ab**")).toBe("3045ab");
  expect(unpadded("3045ab")).toBe("3045ab");
});
