// The aws-chunked body as S3 takes it: where the framing breaks for it, and the data behind the framing.

import { AwsChunkedParser } from "../sigv4/aws-chunked.ts";
import type { AwsChunkedReading, FramingReason } from "../sigv4/aws-chunked-reading.ts";

/** Departures that S3 has been seen to take: minio-go ends trailers with a bare line feed and puts an empty line among them. */
const taken: ReadonlySet<FramingReason> = new Set([
  "bare-line-feed",
  "blank-line-among-trailers",
  "signature-malformed",
]);

/** `chunks`: the framing breaks off or is no framing; `trailer`: the closing chunk was seen and what follows is not well-formed. */
export function brokenPart({ faults, trailers, closedAt }: AwsChunkedReading): "chunks" | "trailer" | null {
  for (const { reason, offset } of faults) {
    if (closedAt === null || offset < closedAt) {
      if (reason !== "signature-malformed") return "chunks";
    } else if (reason.startsWith("ends-")) return "chunks";
    else if (reason === "final-line-missing" && trailers.length === 0) continue;
    else if (!taken.has(reason)) return "trailer";
  }
  return null;
}

/** The data of an aws-chunked body, joined; null where the framing breaks. */
export function awsChunksData(body: Uint8Array): Uint8Array | null {
  const pieces: Uint8Array[] = [];
  const parser = new AwsChunkedParser({ data: (bytes) => pieces.push(bytes) });
  parser.add(body);
  const framing = parser.end();
  if (brokenPart(framing) === "chunks") return null;
  const data = new Uint8Array(framing.dataBytes);
  let at = 0;
  for (const piece of pieces) {
    data.set(piece, at);
    at += piece.length;
  }
  return data;
}
