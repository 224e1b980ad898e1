import { describe, expect, it } from "vitest";
import type { AwsChunk } from "../../src/sigv4/aws-chunked-reading.ts";
import type { ChainJudge } from "../../src/sigv4/chain-judge.ts";
import { ChunkChain } from "../../src/sigv4/chunk-chain.ts";

/** A judge whose right signature says what it was made of: the signature before and the hash. */
const spelling = (stringToSign: string): string => {
  const lines = stringToSign.split("\n");
  return `${lines[3]?.slice(0, 2)}${lines.at(-1)?.slice(0, 2)}`;
};
const judge: ChainJudge = {
  fits: (stringToSign, provided) => spelling(stringToSign) === provided,
  calculated: spelling,
  costly: true,
};
const plan = {
  algorithm: "AWS4-HMAC-SHA256",
  timestamp: "20260102T030405Z",
  scope: "scope",
  seedSignature: "seed",
  judge,
  signs: true,
};
const chunk = (index: number, sha256Hex: string, signature: string | null): AwsChunk => ({
  index,
  offset: index * 100,
  dataOffset: index * 100 + 10,
  bytes: 80,
  signature,
  sha256Hex,
  sizeLine: "50",
});

describe("ChunkChain", () => {
  it("chains to the signature that was sent, right or wrong", () => {
    const chain = new ChunkChain(plan);
    chain.take(chunk(0, "aa", "seaa"));
    chain.take(chunk(1, "bb", "xxxx"), () => [["cc", "something else"]]);
    expect(chain.whole).toBe(false);
    chain.take(chunk(2, "cc", "xxcc"));
    expect(chain.report()).toMatchObject({
      verifiedChunks: 2,
      badChunks: 1,
      firstBadChunk: { index: 1, offset: 100, provided: "xxxx", calculated: "sebb", reproducedBy: null },
    });
  });

  it("tries the hashes of the chunk itself and those of the whole body", () => {
    for (const others of [false, true]) {
      const chain = new ChunkChain(plan);
      const hashes = [["zz", "other bytes"]] as const;
      chain.take(chunk(0, "aa", "sezz"), () => (others ? [] : hashes));
      const { firstBadChunk } = chain.report(() => (others ? hashes : []));
      expect(firstBadChunk?.reproducedBy?.map(({ words }) => words)).toEqual(["other bytes"]);
    }
  });

  it("finds the signature of a later chunk where chunks changed places", () => {
    const chain = new ChunkChain(plan);
    chain.take(chunk(0, "bb", "kkbb"));
    chain.take(chunk(1, "aa", "kkaa"));
    expect(chain.report().firstBadChunk).toMatchObject({
      index: 0,
      reproducedBy: [{ part: "previous", words: "the signature of chunk 1" }],
    });
  });

  it("chains to the signature that an unsigned chunk should have had", () => {
    const chain = new ChunkChain(plan);
    chain.take(chunk(0, "aa", null));
    chain.take(chunk(1, "bb", "sebb"));
    expect(chain.report()).toMatchObject({ verifiedChunks: 1, badChunks: 0 });
  });

  it("judges nothing without a key, or where nothing is to be signed", () => {
    for (const changed of [{ judge: null }, { signs: false }]) {
      const chain = new ChunkChain({ ...plan, ...changed });
      chain.take(chunk(0, "aa", "wrong"));
      expect(chain.report()).toEqual({ verifiedChunks: 0, badChunks: 0, firstBadChunk: null });
      expect(chain.badTrailer([], { name: "n", value: "v", line: "n:v", offset: 0 })).toBeNull();
    }
  });

  it("holds a bounded number of chunks, those before the first bad one", () => {
    const chain = new ChunkChain(plan);
    let previous = "seed";
    for (let index = 0; index < 1000; index += 1) {
      const own = `${previous.slice(0, 2)}${index % 10}x`;
      chain.take(chunk(index, `${index % 10}x`, own));
      previous = own;
    }
    chain.take(chunk(1000, "aa", "9999"));
    expect(chain.report()).toMatchObject({ verifiedChunks: 1000, firstBadChunk: { index: 1000 } });
  });
});
