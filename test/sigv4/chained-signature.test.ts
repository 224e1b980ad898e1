import { describe, expect, it } from "vitest";
import { reproducedBy } from "../../src/sigv4/chained-signature.ts";
import type { ChunkText } from "../../src/sigv4/chunk-signature.ts";
import { chunkStringToSign, chunkText } from "../../src/sigv4/chunk-signature.ts";
import { nothingMistakable } from "../../src/sigv4/chunk-variants.ts";
import { signature } from "../../src/sigv4/signature.ts";

const key = new Uint8Array(32).fill(1);
const own = chunkText({ timestamp: "20260102T030405Z", scope: "scope" }, "aa", "bb");
const known = { ...nothingMistakable, signatures: [["cc", "the seed signature"]] as const };

const found = (signed: Partial<ChunkText>): readonly string[] | undefined =>
  reproducedBy(key, own, known, signature(key, chunkStringToSign({ ...own, ...signed })))?.map(
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
    expect(reproducedBy(key, own, known, provided)?.[0]?.words).toBe("capital hexadecimal digits");
  });

  it("finds nothing for a signature of other data", () => {
    expect(found({ hash: "other" })).toBeUndefined();
  });
});
