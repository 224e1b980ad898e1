import { describe, expect, it } from "vitest";
import { chunkedExample } from "../../../src/diagnosis/example-chunked.ts";
import { chunkTimestampDiffers } from "../../../src/diagnosis/findings/chunk-timestamp-differs.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const at = (timestamp: string) =>
  examined(chunkedExample({ signedChunk: ({ text }) => ({ ...text, timestamp }) }));

describe("chunk-timestamp-differs", () => {
  it.each(["20260102T030400Z", "20260102T030406Z", "20260102T031200Z"])(
    "is proven for %s",
    async (timestamp) => {
      const { verdict, causes, findings } = await at(timestamp);
      expect({ verdict, causes }).toEqual({ verdict: "mismatch", causes: ["chunk-timestamp-differs"] });
      expect(findings[0]).toMatchObject({
        certainty: "proven",
        evidence: { index: 0, offset: 0, failing: 4, signedWith: [`the time ${timestamp}`] },
      });
    },
  );

  it("is proven where only a later chunk is concerned", async () => {
    const example = chunkedExample({
      signedChunk: ({ text, index }) => (index < 2 ? text : { ...text, timestamp: "20260102T030406Z" }),
    });
    const { causes, findings } = await examined(example);
    expect(causes).toEqual(["chunk-timestamp-differs"]);
    expect(findings[0]?.evidence).toMatchObject({ index: 2, failing: 2 });
  });

  it("is proven beside a wrong chain", async () => {
    const example = chunkedExample({
      signedChunk: ({ text }) => ({ ...text, timestamp: "20260102T030407Z", middle: null }),
    });
    expect([...(await examined(example)).causes].sort()).toEqual([
      "chunk-signature-chain",
      "chunk-timestamp-differs",
    ]);
  });

  it("covers the trailer too", async () => {
    const later = <T extends object>(text: T) => ({ ...text, timestamp: "20260102T030406Z" });
    const example = chunkedExample({
      trailers: [["x-amz-checksum-crc32c", null]],
      signedChunk: ({ text }) => later(text),
      signedTrailer: ({ text }) => later(text),
    });
    const { causes, findings } = await examined(example);
    expect(causes).toEqual(["chunk-timestamp-differs"]);
    expect(findings.map(({ evidence }) => evidence.part)).toEqual(["chunk", "trailer"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(chunkTimestampDiffers)).toEqual([]);
  });
});
