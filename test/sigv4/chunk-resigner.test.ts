import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, exampleSecret } from "../../src/diagnosis/example.ts";
import { chunkedExample } from "../../src/diagnosis/example-chunked.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import { headerValue } from "../../src/http/raw-headers.ts";
import type { ChunkPieces, ChunkResigning } from "../../src/sigv4/chunk-resigner.ts";
import { ChunkResigner } from "../../src/sigv4/chunk-resigner.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";

const scope = { date: "20260102", region: "us-east-1", service: "s3", terminator: "aws4_request" };
const trailers = [["x-amz-checksum-crc32", null]] as const;

function seedOf({ headers }: CapturedRequest): string {
  return /Signature=(\w+)/.exec(headerValue(headers, "authorization") ?? "")?.[1] ?? "";
}

function verdictOf(request: CapturedRequest): string {
  const nowEpochMs = Date.parse("2026-01-02T03:04:05Z");
  const subject = { id: "1", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs };
  return examine(subject, createExaminer(exampleKnowledge())).verdict;
}

function resigning(changes: Partial<ChunkResigning>): ChunkResigning {
  return {
    algorithm: "AWS4-HMAC-SHA256",
    timestamp: "20260102T030405Z",
    scope: "20260102/us-east-1/s3/aws4_request",
    key: signingKey(exampleSecret, scope),
    seedSignature: "",
    verifiedSeed: null,
    trailer: false,
    mostChunkBytes: 8192,
    ...changes,
  };
}

/** All pieces of a body cut every `step` bytes, or the fault. */
function through(resigner: ChunkResigner, body: Uint8Array, step: number): Buffer | string {
  const out: Uint8Array[] = [];
  const take = (pieces: ChunkPieces): string | null => {
    if (typeof pieces === "string") return pieces;
    out.push(...pieces);
    return null;
  };
  for (let at = 0; at < body.length; at += step) {
    const fault = take(resigner.add(body.subarray(at, at + step)));
    if (fault !== null) return fault;
  }
  return take(resigner.end()) ?? Buffer.concat(out);
}

function bodyOf({ body }: CapturedRequest): Uint8Array {
  return body.content ?? new Uint8Array(0);
}

describe("an upload signed again", () => {
  const right = chunkedExample({ trailers }).request;
  const wrong = chunkedExample({ trailers, request: { secret: "another" } }).request;
  const plan = resigning({ seedSignature: seedOf(right), trailer: true });

  it("is the upload that the right secret makes, whatever the cut of its bytes", () => {
    for (const step of [1, 7, 8192, 1_000_000])
      expect(through(new ChunkResigner(plan), bodyOf(wrong), step)).toEqual(Buffer.from(bodyOf(right)));
    const content = through(new ChunkResigner(plan), bodyOf(wrong), 100) as Buffer;
    expect(verdictOf({ ...right, body: wholeBody(content) })).toBe("valid");
  });

  it("is so without a trailer too", () => {
    const plain = chunkedExample().request;
    const other = chunkedExample({ request: { secret: "another" } }).request;
    const own = resigning({ seedSignature: seedOf(plain) });
    expect(through(new ChunkResigner(own), bodyOf(other), 1000)).toEqual(Buffer.from(bodyOf(plain)));
  });

  it("lets its closing chunk out at its end alone, and never of a body that was cut off", () => {
    const resigner = new ChunkResigner(plan);
    const before = Buffer.concat(resigner.add(bodyOf(wrong)) as Uint8Array[]).toString("latin1");
    expect(before).toMatch(/\r\n$/);
    expect(before).not.toContain("\r\n0;chunk-signature=");
    for (const left of [2, 30, 100, 9000])
      expect(through(new ChunkResigner(plan), bodyOf(wrong).subarray(0, -left), 1000)).toBe("cut-off");
    expect(new ChunkResigner(plan).end()).toBe("cut-off");
  });

  it("stops at a signature of the client's that is to be right and is not", () => {
    const verified = (request: CapturedRequest): ChunkResigning => ({
      ...plan,
      verifiedSeed: seedOf(request),
    });
    expect(through(new ChunkResigner(verified(right)), bodyOf(right), 999)).toEqual(
      Buffer.from(bodyOf(right)),
    );
    expect(through(new ChunkResigner(verified(wrong)), bodyOf(wrong), 999)).toBe("chunk-signature-wrong");
    const swapped = Buffer.from(bodyOf(right));
    swapped[200] = (swapped[200] ?? 0) ^ 1;
    expect(through(new ChunkResigner(verified(right)), swapped, 999)).toBe("chunk-signature-wrong");
    const trailer = Buffer.from(bodyOf(right))
      .toString("latin1")
      .replace(/crc32:./, "crc32:_");
    expect(through(new ChunkResigner(verified(right)), Buffer.from(trailer, "latin1"), 999)).toBe(
      "chunk-signature-wrong",
    );
  });

  it("stops at what is no such upload, and holds no more than it is told to", () => {
    const text = (body: string): Buffer | string => through(new ChunkResigner(plan), Buffer.from(body), 50);
    const signature = "0".repeat(64);
    expect(text("hello")).toBe("cut-off");
    expect(text("5\r\nhello\r\n0\r\n\r\n")).toBe("not-aws-chunked");
    expect(text(`5;chunk-signature=${signature}\r\nhelloXX`)).toBe("not-aws-chunked");
    expect(text(`2001;chunk-signature=${signature}\r\n`)).toBe("chunk-too-long");
    expect(text("0".repeat(20_000))).toBe("not-aws-chunked");
    expect(text(`0;chunk-signature=${signature}\r\na:b\r\n\r\n`)).toBe("not-aws-chunked");
    expect(text(`0;chunk-signature=${signature}\r\n${"a:b\r\n".repeat(40)}\r\n`)).toBe("not-aws-chunked");
    expect(through(new ChunkResigner(plan), Buffer.concat([bodyOf(right), Buffer.from("x")]), 50)).toBe(
      "not-aws-chunked",
    );
  });
});
