import { describe, expect, it } from "vitest";
import { signedTexts } from "../../src/diagnosis/signed-texts.ts";
import { sha256Hex } from "../../src/http/digest.ts";

const request = "GET\n/\n\nhost:sts.amazonaws.com\n\nhost\ne3b0";
const hash = sha256Hex(request);
const toSign = (last: string): string =>
  `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/sts/aws4_request\n${last}`;

describe("the texts of another", () => {
  it("are nothing without any", () => {
    expect(signedTexts(null, null)).toBeNull();
  });
  it("give parts, hash and whether both agree", () => {
    expect(signedTexts(request, toSign(hash))).toMatchObject({
      canonicalRequestSha256Hex: hash,
      consistent: true,
      input: { method: "GET", canonicalUri: "/" },
    });
    const edited = signedTexts(request, toSign(hash.replace(/^./, (c) => (c === "0" ? "1" : "0"))));
    expect(edited?.consistent).toBe(false);
    expect(edited?.canonicalRequestSha256Hex).not.toBe(hash);
  });
  it("have the hash of either alone, and no agreement to speak of", () => {
    expect(signedTexts(request, null)).toMatchObject({ canonicalRequestSha256Hex: hash, consistent: null });
    expect(signedTexts(null, toSign(hash))).toMatchObject({ canonicalRequestSha256Hex: hash, input: null });
  });
  it("take no hash from a chunk's string to sign or from a cut text", () => {
    const chunk = `AWS4-HMAC-SHA256-PAYLOAD\nt\ns\n${hash}\n${hash}\n${hash}`;
    expect(signedTexts(null, chunk)?.canonicalRequestSha256Hex).toBeNull();
    expect(signedTexts("GET\n/…", null)).toMatchObject({ input: null, canonicalRequestSha256Hex: null });
  });
});
