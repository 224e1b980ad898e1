import { expect, it } from "vitest";
import { bytesOfHex, hexOfBase64, otherHashTexts } from "../../src/diagnosis/hash-text.ts";

const hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

it("reads base64 of either alphabet", () => {
  expect(hexOfBase64(base64)).toBe(hex);
  expect(hexOfBase64("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")).toBe(hex);
  expect(hexOfBase64("47DEQpj8")).toBeNull();
  expect(hexOfBase64("")).toBeNull();
});

it("writes a hash in other forms", () => {
  expect(bytesOfHex("00ff41")).toBe("\u0000\u00ffA");
  const texts = otherHashTexts(hex);
  expect(texts).toContain(base64);
  expect(texts).toContain(hex.toUpperCase());
  expect(texts).not.toContain(hex);
});
