// The aws-chunked body as S3 judges it: chunk sizes, chunk signatures and trailers, and where the framing breaks.
import type { ChecksumName } from "../http/checksum.ts";
import { checksumOf, runningChecksum } from "../http/checksum.ts";
import type { AwsChunkedReading, FramingReason } from "../sigv4/aws-chunked.ts";
import { AwsChunkedParser } from "../sigv4/aws-chunked.ts";

/** One chunk of data. */
export interface AwsChunk {
  /** Where its data begins in the body. */
  readonly start: number;
  readonly bytes: number;
  /** Lower-case hex as sent, or null for an unsigned chunk. */
  readonly signature: string | null;
}

/** A body in aws-chunked framing, as far as it could be read. */
export interface AwsChunks {
  /** The data chunks; the closing chunk of no bytes is left out. */
  readonly chunks: readonly AwsChunk[];
  /** Sum of the chunks' sizes. */
  readonly dataBytes: number;
  /** Trailing header lines behind the closing chunk, in order. */
  readonly trailers: readonly (readonly [name: string, value: string])[];
  /** `chunks`: the framing breaks off or is no framing; `trailer`: the closing chunk was seen and what follows is not well-formed. */
  readonly broken: "chunks" | "trailer" | null;
}

/** Reads the framing of an aws-chunked body (S3 API Reference, "Signature Calculations: Transferring Payload in Multiple Chunks"). */
export function readAwsChunks(body: Uint8Array): AwsChunks {
  const chunks: AwsChunk[] = [];
  let closedAt = body.length;
  const parser = new AwsChunkedParser({
    chunk: ({ dataOffset, bytes, signature }) => {
      if (bytes === 0) closedAt = dataOffset;
      else chunks.push({ start: dataOffset, bytes, signature });
    },
  });
  parser.add(body);
  const framing = parser.end();
  return {
    chunks,
    dataBytes: chunks.reduce((sum, { bytes }) => sum + bytes, 0),
    trailers: framing.trailers.map(({ name, value }) => [name, value] as const),
    broken: brokenPart(framing, closedAt),
  };
}

/** Departures that S3 has been seen to take: minio-go ends trailers with a bare line feed and puts an empty line among them. */
const taken: ReadonlySet<FramingReason> = new Set([
  "bare-line-feed",
  "blank-line-among-trailers",
  "signature-malformed",
]);

function brokenPart({ faults, trailers }: AwsChunkedReading, closedAt: number): AwsChunks["broken"] {
  for (const { reason, offset } of faults) {
    if (offset < closedAt) {
      if (reason !== "signature-malformed") return "chunks";
    } else if (reason.startsWith("ends-")) return "chunks";
    else if (reason === "final-line-missing" && trailers.length === 0) continue;
    else if (!taken.has(reason)) return "trailer";
  }
  return null;
}

/** The data of an aws-chunked body, joined. */
export function awsChunksData(body: Uint8Array, framing: AwsChunks): Uint8Array {
  const data = new Uint8Array(framing.dataBytes);
  let at = 0;
  for (const { start, bytes } of framing.chunks) {
    data.set(body.subarray(start, start + bytes), at);
    at += bytes;
  }
  return data;
}

/** The first checksum among the trailers that is not that of the data; null when all are right or none can be calculated. */
export function wrongChecksum(body: Uint8Array, framing: AwsChunks): ChecksumName | null {
  for (const [header, value] of framing.trailers) {
    const name = checksumOf(header.toLowerCase());
    if (name === null) continue;
    const running = runningChecksum(name);
    for (const { start, bytes } of framing.chunks) running.update(body.subarray(start, start + bytes));
    if (running.base64() !== value) return name;
  }
  return null;
}
