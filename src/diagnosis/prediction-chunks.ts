// The aws-chunked body: chunk sizes, chunk signatures and trailers, read strictly and without trust in any of its numbers.

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

const lineFeed = 10;
const longestLine = 4096;
const mostTrailers = 32;

/** Reads the framing of an aws-chunked body (S3 API Reference, "Signature Calculations: Transferring Payload in Multiple Chunks"). */
export function readAwsChunks(body: Uint8Array): AwsChunks {
  const chunks: AwsChunk[] = [];
  let dataBytes = 0;
  let at = 0;
  for (;;) {
    const line = lineAt(body, at);
    const head = line && /^([0-9A-Fa-f]{1,8})(?:;chunk-signature=([0-9A-Za-z]{1,512}))?$/.exec(line.text);
    if (!line || !head) return { chunks, dataBytes, trailers: [], broken: "chunks" };
    const bytes = Number.parseInt(head[1] ?? "", 16);
    if (bytes === 0) return { chunks, dataBytes, ...trailersAt(body, line.end) };
    const end = line.end + bytes;
    if (body[end] !== 13 || body[end + 1] !== lineFeed)
      return { chunks, dataBytes, trailers: [], broken: "chunks" };
    chunks.push({ start: line.end, bytes, signature: head[2] ?? null });
    dataBytes += bytes;
    at = end + 2;
  }
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

function trailersAt(body: Uint8Array, from: number): Pick<AwsChunks, "trailers" | "broken"> {
  const trailers: [string, string][] = [];
  let at = from;
  while (trailers.length <= mostTrailers) {
    const line = lineAt(body, at);
    if (!line) return { trailers, broken: at === body.length && trailers.length === 0 ? null : "trailer" };
    if (line.text === "") return { trailers, broken: line.end === body.length ? null : "trailer" };
    const colon = line.text.indexOf(":");
    if (colon <= 0) return { trailers, broken: "trailer" };
    trailers.push([line.text.slice(0, colon), line.text.slice(colon + 1).trim()]);
    at = line.end;
  }
  return { trailers, broken: "trailer" };
}

function lineAt(body: Uint8Array, from: number): { text: string; end: number } | null {
  const window = body.subarray(from, from + longestLine);
  const feed = window.indexOf(lineFeed);
  if (feed < 1 || window[feed - 1] !== 13) return null;
  return { text: String.fromCharCode(...window.subarray(0, feed - 1)), end: from + feed + 1 };
}
