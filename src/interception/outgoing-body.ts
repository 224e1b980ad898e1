// The body behind a new signature, on its way: its last piece leaves only when the body is what the head promised, so that a request
// under a signature of ours never ends well with another body than its client signed.
import { runningSha256 } from "../http/digest.ts";
import { AwsChunkedParser } from "../sigv4/aws-chunked.ts";
import type { ChunkPieces, ChunkResignFault, ChunkResigning } from "../sigv4/chunk-resigner.ts";
import { ChunkResigner } from "../sigv4/chunk-resigner.ts";

/** Pieces to send on, or the sentence why the request must not go on. */
export type BodyPieces = readonly Uint8Array[] | { readonly broken: string };

/** A body on its way. After a broken one neither is called again. */
export interface OutgoingBody {
  add(bytes: Uint8Array): BodyPieces;
  /** The client's body is over. May be called once. */
  end(): BodyPieces;
}

/** A body that must have a hash: lower-case hex. */
export function hashedBody(promisedSha256Hex: string): OutgoingBody {
  const running = runningSha256();
  return heldBack(
    (bytes) => running.update(bytes),
    () => (running.hex() === promisedSha256Hex ? null : "its body does not have the hash that it signs"),
  );
}

/** An aws-chunked body without signatures, which must reach its closing chunk. */
export function framedBody(): OutgoingBody {
  const parser = new AwsChunkedParser();
  return heldBack(
    (bytes) => parser.add(bytes),
    () => {
      const { closed, faults } = parser.end();
      return closed && faults.length === 0 ? null : words["cut-off"];
    },
  );
}

/** An aws-chunked body whose chunks are signed again. */
export function chunkedBody(resigning: ChunkResigning): OutgoingBody {
  const resigner = new ChunkResigner(resigning);
  return { add: (bytes) => told(resigner.add(bytes)), end: () => told(resigner.end()) };
}

function told(pieces: ChunkPieces): BodyPieces {
  return typeof pieces === "string" ? { broken: words[pieces] } : pieces;
}

const words: Readonly<Record<ChunkResignFault, string>> = {
  "chunk-too-long": "a chunk of its body is too long to be signed again",
  "not-aws-chunked": "its body is not aws-chunked as its head says",
  "chunk-signature-wrong": "a signature in its body does not match",
  "cut-off": "its body ends before its last chunk",
};

/** One piece stays behind until the body is judged. */
function heldBack(read: (bytes: Uint8Array) => unknown, judge: () => string | null): OutgoingBody {
  let last: Uint8Array | null = null;
  return {
    add(bytes) {
      read(bytes);
      const before = last;
      last = bytes;
      return before === null ? [] : [before];
    },
    end() {
      const broken = judge();
      if (broken !== null) return { broken };
      return last === null ? [] : [last];
    },
  };
}
