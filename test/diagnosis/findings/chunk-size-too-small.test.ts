import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { chunkedExample } from "../../../src/diagnosis/example-chunked.ts";
import { chunkSizeTooSmall } from "../../../src/diagnosis/findings/chunk-size-too-small.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const response = exampleResponse(
  403,
  [],
  "<Error><Code>InvalidChunkSizeError</Code><Message>Only the last chunk is allowed to have a size less than 8192 bytes</Message><Chunk>2</Chunk><BadChunkSize>3</BadChunkSize></Error>",
);

describe("chunk-size-too-small", () => {
  it("names the chunk in signed and in unsigned uploads, and what AWS will say", async () => {
    for (const recipe of [
      {},
      { token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER", trailers: [["x-amz-checksum-crc32", null]] as const },
    ]) {
      const { verdict, causes, findings, prediction } = await examined(
        chunkedExample({ ...recipe, chunkBytes: 8191 }),
      );
      expect({ verdict, causes }).toEqual({ verdict: "valid", causes: ["chunk-size-too-small"] });
      expect(findings[0]?.evidence).toEqual({ index: 0, offset: 0, dataBytes: 8191 });
      expect(prediction?.code).toBe("InvalidChunkSizeError");
    }
  });

  it("takes chunks of 8192 bytes and a last one of any size", async () => {
    expect((await examined(chunkedExample({ chunkBytes: 8192 }))).findings).toEqual([]);
    expect((await examined(chunkedExample({ data: "a", chunkBytes: 100 }))).findings).toEqual([]);
  });

  it("reads the answer, once", async () => {
    const { causes, findings } = await examined(chunkedExample({ request: { response } }));
    expect(causes).toEqual(["chunk-size-too-small"]);
    expect(findings[0]).toMatchObject({ certainty: "reported", evidence: { chunk: "2", badChunkSize: "3" } });
    const both = await examined(chunkedExample({ chunkBytes: 3, data: "abcdef", request: { response } }));
    expect(both.findings.filter(({ rule }) => rule === "chunk-size-too-small")).toHaveLength(1);
  });

  it("reads the answer where the request is no upload in chunks as captured", async () => {
    const put = { method: "PUT", url: "https://examplebucket.s3.us-east-1.amazonaws.com/a", body: "x" };
    expect((await examined(signedExample({ ...put, response }))).causes).toEqual(["chunk-size-too-small"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(chunkSizeTooSmall)).toEqual([]);
  });
});
