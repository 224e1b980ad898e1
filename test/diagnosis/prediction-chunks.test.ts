import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awsChunksData, readAwsChunks, wrongChecksum } from "../../src/diagnosis/prediction-chunks.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("readAwsChunks", () => {
  it("reads signed chunks", () => {
    const body = bytes(
      "3;chunk-signature=aa\r\nabc\r\n2;chunk-signature=bb\r\nde\r\n0;chunk-signature=cc\r\n\r\n",
    );
    const framing = readAwsChunks(body);
    expect(framing).toEqual({
      chunks: [
        { start: 22, bytes: 3, signature: "aa" },
        { start: 49, bytes: 2, signature: "bb" },
      ],
      dataBytes: 5,
      trailers: [],
      broken: null,
    });
    expect(new TextDecoder().decode(awsChunksData(body, framing))).toBe("abcde");
  });

  it("reads trailers", () => {
    expect(readAwsChunks(bytes("0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n"))).toMatchObject({
      trailers: [["x-amz-checksum-crc32", "AAAA"]],
      broken: null,
    });
  });

  it.each([
    ["", "chunks"],
    ["abc", "chunks"],
    ["3\r\nab", "chunks"],
    ["3\r\nabcd\r\n", "chunks"],
    ["ffffffff\r\nabc\r\n0\r\n\r\n", "chunks"],
    ["-1\r\n\r\n", "chunks"],
    ["0\r\nno colon\r\n\r\n", "trailer"],
    ["0\r\na:b\r\n", "trailer"],
    ["0\r\n\r\nmore", "trailer"],
    ["0\r\n", null],
    ["3\nabc\r\n0\r\n\r\n", "chunks"],
    ["3;x=y\r\nabc\r\n0\r\n\r\n", "chunks"],
    ["0\r\na:b\n\r\nc:d\r\n\r\n", null],
  ])("finds %j broken at its %s", (text, broken) => {
    expect(readAwsChunks(bytes(text)).broken).toBe(broken);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => readAwsChunks(body).dataBytes <= body.length),
      { numRuns: 1000 },
    );
  });
});

describe("wrongChecksum", () => {
  const name = (body: string) => wrongChecksum(bytes(body), readAwsChunks(bytes(body)));

  it("calculates over the data of all chunks", () => {
    expect(name("5\r\n12345\r\n4\r\n6789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n")).toBeNull();
    expect(name("5\r\n12345\r\n4\r\n678X\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n")).toBe("crc32");
    expect(name("0\r\nx-amz-checksum-xxhash3:abcd\r\n\r\n")).toBeNull();
  });
});
