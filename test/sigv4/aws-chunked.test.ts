import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AwsChunkedParser } from "../../src/sigv4/aws-chunked.ts";
import type { AwsChunk, AwsChunkedReading } from "../../src/sigv4/aws-chunked-reading.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

interface Read extends AwsChunkedReading {
  readonly chunks: readonly AwsChunk[];
  readonly data: string;
}

function read(pieces: readonly Uint8Array[]): Read {
  const chunks: AwsChunk[] = [];
  let data = "";
  const parser = new AwsChunkedParser({
    hashed: true,
    chunk: (chunk) => chunks.push(chunk),
    data: (piece) => {
      data += Buffer.from(piece).toString("latin1");
    },
  });
  for (const piece of pieces) parser.add(piece);
  return { ...parser.end(), chunks, data };
}

const reasons = (text: string): string[] => read([bytes(text)]).faults.map(({ reason }) => reason);

const signature = "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
const signed = `5;chunk-signature=${signature}\r\nhello\r\n0;chunk-signature=${signature}\r\nx-amz-checksum-crc32: AAAA\r\nx-amz-trailer-signature:${signature}\r\n\r\n`;

describe("AwsChunkedParser", () => {
  it("reads signed chunks with their places and hashes, and the trailers", () => {
    const found = read([bytes(signed)]);
    expect(found.chunks).toEqual([
      {
        index: 0,
        offset: 0,
        dataOffset: 84,
        bytes: 5,
        signature,
        sha256Hex: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        sizeLine: `5;chunk-signature=${signature}`,
      },
      {
        index: 1,
        offset: 91,
        dataOffset: 175,
        bytes: 0,
        signature,
        sha256Hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        sizeLine: `0;chunk-signature=${signature}`,
      },
    ]);
    expect(found.trailers).toEqual([
      { name: "x-amz-checksum-crc32", value: "AAAA", line: "x-amz-checksum-crc32: AAAA", offset: 175 },
      {
        name: "x-amz-trailer-signature",
        value: signature,
        line: `x-amz-trailer-signature:${signature}`,
        offset: 203,
      },
    ]);
    expect(found).toMatchObject({ chunkCount: 2, dataBytes: 5, closed: true, faults: [], data: "hello" });
    expect(found.framedBytes).toBe(signed.length);
  });

  it("reads unsigned chunks", () => {
    const found = read([bytes("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")]);
    expect(found.chunks.map((chunk) => chunk.signature)).toEqual([null, null, null]);
    expect(found).toMatchObject({ data: "hello world", dataBytes: 11, faults: [], trailers: [] });
  });

  it.each([
    ["", ["ends-before-last-chunk"]],
    ["hello", ["ends-in-size-line"]],
    ["hello\r\n", ["size-line-unreadable"]],
    ["-1\r\n\r\n", ["size-line-unreadable"]],
    ["fffffffffffffff\r\nabc", ["size-too-large"]],
    ["3\r\nab", ["ends-in-data"]],
    ["3\r\nabc", ["ends-before-last-chunk"]],
    ["3\r\nabcd\r\n0\r\n\r\n", ["data-longer-than-size"]],
    ["3\r\nabc\r\n", ["ends-before-last-chunk"]],
    ["3;x=1\r\nabc\r\n0\r\n\r\n", ["extension-unknown"]],
    ["3;chunk-signature=XYZ\r\nabc\r\n0\r\n\r\n", ["signature-malformed"]],
    ["3\nabc\r\n0\r\n\r\n", ["bare-line-feed"]],
    ["0\r\n", ["final-line-missing"]],
    ["0\r\na:b\r\n", ["final-line-missing"]],
    ["0\r\na:b", ["final-line-missing"]],
    ["0\r\nno colon\r\n\r\n", ["trailer-without-colon"]],
    ["0\r\n\r\nmore", ["bytes-after-end"]],
    ["0\r\n\r\n\r\n", ["bytes-after-end"]],
    ["0\r\n\r\na:b\r\n\r\n", ["blank-line-among-trailers"]],
    [`0\r\n${"a:b\r\n".repeat(33)}\r\n`, ["trailers-too-many"]],
  ])("finds in %j: %j", (text, expected) => {
    expect(reasons(text)).toEqual(expected);
  });

  it("names the chunk and the byte of a fault", () => {
    expect(read([bytes("3\r\nabc\r\nzz\r\n")]).faults).toEqual([
      { reason: "size-line-unreadable", chunk: 1, offset: 8 },
    ]);
    expect(read([bytes("3\r\nabc\r\n9\r\nab")]).faults).toEqual([
      { reason: "ends-in-data", chunk: 1, offset: 13 },
    ]);
  });

  it("takes the trailers as minio-go writes them, and says what is odd", () => {
    const found = read([
      bytes("0\r\nx-amz-checksum-crc32c:sOO8/Q==\n\r\nx-amz-trailer-signature:ab\r\n\r\n"),
    ]);
    expect(found.trailers.map(({ name, value }) => `${name}=${value}`)).toEqual([
      "x-amz-checksum-crc32c=sOO8/Q==",
      "x-amz-trailer-signature=ab",
    ]);
    expect(found.faults.map(({ reason }) => reason)).toEqual(["bare-line-feed", "blank-line-among-trailers"]);
  });

  it("takes SigV4A's padded signatures", () => {
    expect(reasons(`0;chunk-signature=${"3a".repeat(71)}**\r\n\r\n`)).toEqual([]);
  });

  it("holds no endless line", () => {
    const found = read([bytes("a".repeat(100_000)), bytes("b".repeat(100_000))]);
    expect(found.faults).toEqual([{ reason: "size-line-unreadable", chunk: 0, offset: 0 }]);
    expect(found.framedBytes).toBe(200_000);
  });

  it("reads the same in any cut", () => {
    const samples = [
      signed,
      "3\r\nabcd\r\n0\r\n\r\n",
      "0\r\na:b\n\r\nc:d\r\n\r\n",
      "3\r\nabc\r\nzz\r\n",
      "3;x\nab",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(fc.integer({ min: 1, max: 40 })), (text, lengths) => {
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const length of lengths) {
          pieces.push(bytes(text.slice(at, at + length)));
          at += length;
        }
        pieces.push(bytes(text.slice(at)));
        expect(read(pieces)).toEqual(read([bytes(text)]));
      }),
      { numRuns: 500 },
    );
  });

  it("counts every byte and never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
        const found = read([body]);
        return found.framedBytes === body.length && found.dataBytes <= body.length;
      }),
      { numRuns: 1000 },
    );
  });
});
