// The string to sign of a chunk, of a trailer and of an event: each is chained to the signature before it.
import { emptySha256Hex, sha256Hex } from "../http/digest.ts";

/** Everything such a string to sign is made of. Variants change these. */
export interface ChunkText {
  /** First line: the algorithm with a suffix. */
  readonly prefix: string;
  /** `YYYYMMDDTHHMMSSZ` in every correct request. */
  readonly timestamp: string;
  /** The scope as text: `20150830/us-east-1/s3/aws4_request`. */
  readonly scope: string;
  /** The signature before this one: lower-case hex. */
  readonly previous: string;
  /** The line before the last: the hash of nothing for a chunk, of the headers for an event, absent for a trailer. */
  readonly middle: string | null;
  /** The last line: SHA-256 of the data, lower-case hex. */
  readonly hash: string;
  /** How the lines are put together: LF between them in every correct request. */
  readonly joint: "lf" | "crlf" | "lf-and-final-lf";
}

/** First line for a chunk and for an event (S3 API Reference, "Transferring Payload in Multiple Chunks"). */
export function chunkPrefix(algorithm: string): string {
  return `${algorithm}-PAYLOAD`;
}

/** First line for the trailer (S3 API Reference, "Transferring Payload in Multiple Chunks with trailing headers"). */
export function trailerPrefix(algorithm: string): string {
  return `${algorithm}-TRAILER`;
}

/** What all chunks of one request share. */
export interface ChunkSurroundings {
  /** Algorithm of the request's own signature. */
  readonly algorithm: string;
  readonly timestamp: string;
  readonly scope: string;
}

/** The text of a chunk; `sha256` is the hash of its data in lower-case hex. */
export function chunkText(of: ChunkSurroundings, previous: string, sha256: string): ChunkText {
  return textOf(of, { prefix: chunkPrefix(of.algorithm), previous, middle: emptySha256Hex, hash: sha256 });
}

function textOf(
  { timestamp, scope }: ChunkSurroundings,
  { prefix, previous, middle, hash }: Pick<ChunkText, "prefix" | "previous" | "middle" | "hash">,
): ChunkText {
  return { prefix, timestamp, scope, previous, middle, hash, joint: "lf" };
}

/** The text of a trailer; `lines` as `trailerLines` writes them. */
export function trailerText(of: ChunkSurroundings, previous: string, lines: string): ChunkText {
  return textOf(of, { prefix: trailerPrefix(of.algorithm), previous, middle: null, hash: sha256Hex(lines) });
}

/** The text of an event; both hashes in lower-case hex, that of the encoded headers without `:chunk-signature` and that of the payload. */
export function eventText(
  of: ChunkSurroundings,
  previous: string,
  hashes: { readonly headers: string; readonly payload: string },
): ChunkText {
  const { headers: middle, payload: hash } = hashes;
  return textOf(of, { prefix: chunkPrefix(of.algorithm), previous, middle, hash });
}

/** The trailers as they are hashed: `name:value` with a line feed behind each, name in lower case. Latin1 text. */
export function trailerLines(trailers: readonly { readonly name: string; readonly value: string }[]): string {
  return trailers.map(({ name, value }) => `${name.toLowerCase()}:${value}\n`).join("");
}

/** The string to sign. */
export function chunkStringToSign(text: ChunkText): string {
  const { prefix, timestamp, scope, previous, middle: own, hash } = text;
  if (text.joint === "lf" && own !== null)
    return `${prefix}\n${timestamp}\n${scope}\n${previous}\n${own}\n${hash}`;
  const middle = text.middle === null ? [] : [text.middle];
  const lines = [text.prefix, text.timestamp, text.scope, text.previous, ...middle, text.hash];
  if (text.joint === "crlf") return lines.join("\r\n");
  return text.joint === "lf" ? lines.join("\n") : `${lines.join("\n")}\n`;
}
