// What is read of aws-chunked framing: chunks, trailers and faults, each with its place.

/** One chunk whose data was read to its end. The closing chunk has no bytes. */
export interface AwsChunk {
  readonly index: number;
  /** Where its size line begins in the framed body. */
  readonly offset: number;
  /** Where its data begins. */
  readonly dataOffset: number;
  readonly bytes: number;
  /** The text behind `chunk-signature=`; null for an unsigned chunk. */
  readonly signature: string | null;
  /** SHA-256 of the data: lower-case hex; null where nobody asked for it. */
  readonly sha256Hex: string | null;
  /** The size line as sent, without its line end. Latin1 text. */
  readonly sizeLine: string;
}

/** One header line behind the closing chunk. Latin1 text. */
export interface AwsTrailer {
  readonly name: string;
  /** Without the white space around it. */
  readonly value: string;
  /** The line as sent, without its line end. */
  readonly line: string;
  readonly offset: number;
}

/** What can be wrong with the framing: a closed list. The first group ends the reading, the second does not. */
export type FramingReason =
  | "size-line-unreadable"
  | "size-too-large"
  | "data-longer-than-size"
  | "ends-in-size-line"
  | "ends-in-data"
  | "ends-before-last-chunk"
  | "trailer-without-colon"
  | "trailers-too-many"
  | "bytes-after-end"
  | "final-line-missing"
  | "extension-unknown"
  | "signature-malformed"
  | "bare-line-feed"
  | "blank-line-among-trailers";

/** A fault of the framing with its place. */
export interface FramingFault {
  readonly reason: FramingReason;
  /** The chunk it was found in or behind. */
  readonly chunk: number;
  /** Byte of the framed body. */
  readonly offset: number;
}

/** The framing as a whole. */
export interface AwsChunkedReading {
  /** Chunks read to their end, the closing one included. */
  readonly chunkCount: number;
  /** Sum of the data of all chunks, a chunk that breaks off included. */
  readonly dataBytes: number;
  /** Bytes of the framed body. */
  readonly framedBytes: number;
  /** True when the closing chunk was seen. */
  readonly closed: boolean;
  /** Where the trailers begin, or the empty line after the closing chunk; null when that chunk was not seen. */
  readonly closedAt: number | null;
  readonly trailers: readonly AwsTrailer[];
  /** In the order of the bytes, at most sixteen. */
  readonly faults: readonly FramingFault[];
}
