import { describe, expect, it } from "vitest";
import { latin1Bytes } from "../../src/http/http-message.ts";
import { hmacJudge } from "../../src/sigv4/chain-judge.ts";
import type { UploadPlan, UploadReport } from "../../src/sigv4/chunked-upload.ts";
import { ChunkedUpload } from "../../src/sigv4/chunked-upload.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";
import { trailedMessage } from "../support/chunked-vectors.ts";

const scope = { date: "20130524", region: "us-east-1", service: "s3", terminator: "aws4_request" };
const plan = {
  algorithm: "AWS4-HMAC-SHA256",
  signs: true,
  seedSignature: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
  timestamp: "20130524T000000Z",
  scope: "20130524/us-east-1/s3/aws4_request",
  judge: hmacJudge(signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope)),
  announced: ["x-amz-checksum-crc32c"],
};
const body = trailedMessage.slice(trailedMessage.indexOf("\r\n\r\n") + 4);

function report(text: string, cut = text.length, changed: Partial<UploadPlan> = {}): UploadReport {
  const upload = new ChunkedUpload({ ...plan, ...changed }, 100_000);
  for (let at = 0; at < text.length; at += cut) upload.add(latin1Bytes(text.slice(at, at + cut)));
  return upload.end();
}

describe("ChunkedUpload", () => {
  it.each([1, 7, 4096, 100_000])("verifies the documented upload in pieces of %i bytes", (cut) => {
    const found = report(body, cut);
    expect(found).toMatchObject({
      signedChunks: 3,
      verifiedChunks: 3,
      badChunks: 0,
      firstUnsigned: null,
      firstBadChunk: null,
      badTrailer: null,
      smallChunk: null,
      checksums: [{ name: "crc32c", provided: "sOO8/Q==", calculated: "sOO8/Q==" }],
    });
    expect(found.trailers.map(({ name }) => name)).toEqual(["x-amz-checksum-crc32c"]);
    expect(found.framing.faults).toEqual([]);
  });

  it("names the one chunk whose data was changed, and goes on from the signature that was sent", () => {
    const at = body.indexOf("\r\n400;");
    const found = report(`${body.slice(0, at - 1)}b${body.slice(at)}`);
    expect(found).toMatchObject({ verifiedChunks: 2, badChunks: 1, badTrailer: null });
    expect(found.firstBadChunk).toMatchObject({
      kind: "chunk",
      index: 0,
      offset: 0,
      bytes: 65_536,
      provided: "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
      reproducedBy: null,
    });
    expect(found.checksums[0]?.calculated).not.toBe("sOO8/Q==");
  });

  it("finds a trailer that was changed", () => {
    const found = report(body.replace("sOO8", "sOO9"));
    expect(found.firstBadChunk).toBeNull();
    expect(found.badTrailer).toMatchObject({ kind: "trailer", index: 2, reproducedBy: null });
    expect(found.badTrailer?.stringToSign.split("\n").slice(0, 2)).toEqual([
      "AWS4-HMAC-SHA256-TRAILER",
      "20130524T000000Z",
    ]);
  });

  it("looks at framing and checksums where no key is known", () => {
    expect(report(body, body.length, { judge: null })).toMatchObject({
      signedChunks: 3,
      verifiedChunks: 0,
      badChunks: 0,
      firstBadChunk: null,
      badTrailer: null,
      checksums: [{ name: "crc32c", provided: "sOO8/Q==", calculated: "sOO8/Q==" }],
    });
  });

  it("finds the first chunk below 8192 bytes that another one follows", () => {
    const small = `2000\r\n${"a".repeat(8192)}\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`;
    expect(report(small).smallChunk).toMatchObject({ index: 1, bytes: 5, offset: 8200 });
    expect(report("5\r\nhello\r\n0\r\n\r\n").smallChunk).toBeNull();
    expect(report("0\r\n\r\n").smallChunk).toBeNull();
  });

  it("holds a bounded number of chunks", () => {
    const many = `${"1\r\na\r\n".repeat(1000)}0\r\n\r\n`;
    const found = report(many);
    expect(found.chunks).toHaveLength(64);
    expect(report(many, many.length, { judge: null }).chunks).toHaveLength(512);
    expect(found.framing.chunkCount).toBe(1001);
    expect(found.firstUnsigned).toBe(0);
  });
});
