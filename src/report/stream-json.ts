// A streamed body as the JSON of an examination: how much of it was verified, and the first part that does not come out.
import type { ChecksumName } from "../http/checksum.ts";
import type { StreamVerification } from "../sigv4/stream-verification.ts";

/** The signatures of a streamed body as JSON. Chunks and events count from zero. */
export interface StreamJson {
  readonly form: StreamVerification["form"];
  /** Value of x-amz-content-sha256, at most 100 characters; empty for the events of a WebSocket. */
  readonly token: string;
  /** Chunks or events that were read to their end, the closing one included; null where the body is not known. */
  readonly parts: number | null;
  /** Bytes of data without framing; null for events and where the body is not known. */
  readonly dataBytes: number | null;
  /** Signatures in the body, without that of the trailer. `unverified`: no key was known for them. */
  readonly signatures: { readonly verified: number; readonly wrong: number; readonly unverified: number };
  /** Checksums in the trailer. */
  readonly checksums: readonly { readonly name: ChecksumName; readonly right: boolean }[];
  /** The first parts whose signature does not come out: a chunk or event, and the trailer. `offset` is a byte of the body. */
  readonly wrong: readonly {
    readonly part: "chunk" | "trailer" | "event";
    readonly index: number;
    readonly offset: number;
  }[];
}

/** The JSON of a streamed body. */
export function streamJson(stream: StreamVerification): StreamJson {
  const { upload, events, form, unverified } = stream;
  return {
    form,
    token: stream.token.slice(0, 100),
    parts: upload?.framing.chunkCount ?? events?.reading.frameCount ?? null,
    dataBytes: upload?.framing.dataBytes ?? null,
    signatures: {
      verified: (upload?.verifiedChunks ?? 0) + (events?.verifiedEvents ?? 0),
      wrong: (upload?.badChunks ?? 0) + (events?.badEvents ?? 0),
      unverified,
    },
    checksums: (upload?.checksums ?? []).map(({ name, provided, calculated }) => ({
      name,
      right: provided === calculated,
    })),
    wrong: stream.bad.map(({ kind, index, offset }) => ({ part: kind, index, offset })),
  };
}
