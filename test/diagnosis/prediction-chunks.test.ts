import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awsChunksData, brokenPart } from "../../src/diagnosis/prediction-chunks.ts";
import { AwsChunkedParser } from "../../src/sigv4/aws-chunked.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function broken(text: string): ReturnType<typeof brokenPart> {
  const parser = new AwsChunkedParser();
  parser.add(bytes(text));
  return brokenPart(parser.end());
}

describe("brokenPart", () => {
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
    ["0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n", null],
    ["3\nabc\r\n0\r\n\r\n", "chunks"],
    ["3;x=y\r\nabc\r\n0\r\n\r\n", "chunks"],
    ["0\r\na:b\n\r\nc:d\r\n\r\n", null],
  ])("finds %j broken at its %s", (text, expected) => {
    expect(broken(text)).toBe(expected);
  });
});

describe("awsChunksData", () => {
  it("joins the data of all chunks", () => {
    const body = bytes(
      "3;chunk-signature=aa\r\nabc\r\n2;chunk-signature=bb\r\nde\r\n0;chunk-signature=cc\r\n\r\n",
    );
    expect(new TextDecoder().decode(awsChunksData(body) ?? bytes("none"))).toBe("abcde");
  });

  it("is null where the framing breaks", () => {
    expect(awsChunksData(bytes("abc"))).toBeNull();
  });

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        (body) => (awsChunksData(body)?.length ?? 0) <= body.length,
      ),
      { numRuns: 1000 },
    );
  });
});
