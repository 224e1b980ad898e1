import { describe, expect, it } from "vitest";
import { p256PublicKey, p256Sign } from "../../src/http/digest.ts";
import { ecdsaJudge, hmacJudge } from "../../src/sigv4/chain-judge.ts";
import { reproducedBy } from "../../src/sigv4/chained-signature.ts";
import type { ChunkText } from "../../src/sigv4/chunk-signature.ts";
import { chunkStringToSign, chunkText } from "../../src/sigv4/chunk-signature.ts";
import { nothingMistakable } from "../../src/sigv4/chunk-variants.ts";
import { signature } from "../../src/sigv4/signature.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const key = new Uint8Array(32).fill(1);
const own = chunkText(
  { algorithm: "AWS4-HMAC-SHA256", timestamp: "20260102T030405Z", scope: "scope" },
  "aa",
  "bb",
);
const known = { ...nothingMistakable, signatures: [["cc", "the seed signature"]] as const };

const found = (signed: Partial<ChunkText>): readonly string[] | undefined =>
  reproducedBy(hmacJudge(key), own, known, signature(key, chunkStringToSign({ ...own, ...signed })))?.map(
    ({ words }) => words,
  );

describe("reproducedBy", () => {
  it.each([
    [{ previous: "cc" }, ["the seed signature"]],
    [{ previous: "CC" }, ["the seed signature in capitals"]],
    [{ middle: null }, ["no line between the signature before it and the hash"]],
    [{ prefix: "AWS4-HMAC-SHA256" }, ["the first line AWS4-HMAC-SHA256"]],
    [{ joint: "crlf" as const }, ["CR LF between the lines"]],
    [{ timestamp: "20260102T030407Z" }, ["the time 20260102T030407Z"]],
    [{ timestamp: "20260102T031000Z" }, ["the time 20260102T031000Z"]],
    [{ previous: "cc", timestamp: "20260102T030406Z" }, ["the seed signature", "the time 20260102T030406Z"]],
  ])("finds %j", (signed, words) => {
    expect(found(signed)).toEqual(words);
  });

  it("finds capitals", () => {
    const provided = signature(key, chunkStringToSign(own)).toUpperCase();
    expect(reproducedBy(hmacJudge(key), own, known, provided)?.[0]?.words).toBe("capital hexadecimal digits");
  });

  it("finds single changes where a try is costly, and no pairs", () => {
    const privateKey = new Uint8Array(32).fill(7);
    const judge = ecdsaJudge(p256PublicKey(privateKey));
    const signed = (text: ChunkText): string => hex(p256Sign(privateKey, chunkStringToSign(text)));
    const words = (text: ChunkText) => reproducedBy(judge, own, known, signed(text))?.map((one) => one.words);
    expect(words({ ...own, previous: "cc" })).toEqual(["the seed signature"]);
    expect(words({ ...own, previous: "cc", middle: null })).toBeUndefined();
  });

  it("finds nothing for a signature of other data", () => {
    expect(found({ hash: "other" })).toBeUndefined();
  });
});
