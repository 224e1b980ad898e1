// Streamed requests for tests, in every form, of a size the caller chooses; and a framed body cut into its chunks to be changed.
import type { Example } from "../../src/diagnosis/example.ts";
import { exampleSecret, withHeader } from "../../src/diagnosis/example.ts";
import type { ChunkedRecipe } from "../../src/diagnosis/example-chunked.ts";
import { chunkedExample } from "../../src/diagnosis/example-chunked.ts";
import { eventStreamExample } from "../../src/diagnosis/example-events.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { p256Sign, sha256Hex } from "../../src/http/digest.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import { headerValue } from "../../src/http/raw-headers.ts";
import { sigv4aPrivateKey } from "../../src/sigv4/sigv4a-key.ts";
import { sigv4aSigned } from "./sigv4a-signed.ts";

/** Bytes of the chunks and events below, and their number: together more than a proxy keeps of a body. */
const chunkBytes = 65_536;
const chunkCount = 40;

/** A body in which no two chunks are equal. Latin1. */
const data = Array.from({ length: chunkCount }, (_, index) =>
  `${index} countersign `.repeat(8000).slice(0, chunkBytes),
).join("");
const crc: readonly (readonly [string, null])[] = [["x-amz-checksum-crc32", null]];

/** The forms of a streamed body, each as a right request of the given time. */
export const forms: Readonly<Record<string, (date: string) => Example>> = {
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": (date) => chunkedExample(recipe(date)),
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": (date) => chunkedExample({ ...recipe(date), trailers: crc }),
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER": (date) =>
    chunkedExample({ ...recipe(date), token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER", trailers: crc }),
  "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD": (date) => sigv4aUpload(chunkedExample(recipe(date)), date),
  "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER": (date) =>
    sigv4aUpload(chunkedExample({ ...recipe(date), trailers: crc }), date),
};

/** An event stream of the same size. */
export function eventStream(date: string): Example {
  const payloads = Array.from({ length: chunkCount }, (_, index) =>
    data.slice(index * chunkBytes, (index + 1) * chunkBytes),
  );
  return eventStreamExample({ payloads: [...payloads, ""], date });
}

function recipe(date: string): ChunkedRecipe {
  return { data, chunkBytes, request: { date } };
}

/** The same upload signed with SigV4A: seed, chunks and trailer; signatures padded to 144 characters as the CRT does. */
function sigv4aUpload({ request, ...rest }: Example, date: string): Example {
  const trailers = headerValue(request.headers, "x-amz-trailer") !== undefined;
  const token = `STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD${trailers ? "-TRAILER" : ""}`;
  const scope = `${date.slice(0, 8)}/s3/aws4_request`;
  const signed =
    (headerValue(request.headers, "authorization") ?? "").match(/SignedHeaders=([^,]+)/)?.[1] ?? "";
  const names = [...signed.split(";"), "x-amz-region-set"].sort().join(";");
  const authorization = `AWS4-ECDSA-P256-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/${scope}, SignedHeaders=${names}, Signature=00`;
  const headed = withHeader(
    withHeader(request, "X-Amz-Content-Sha256", token),
    "Authorization",
    authorization,
  );
  const placed = withHeader(headed, "X-Amz-Region-Set", "us-east-1");
  const seed = sigv4aSigned({ request: placed, ...rest });
  const content = framedAnew(
    request,
    /Signature=(\w+)/.exec(headerValue(seed.request.headers, "authorization") ?? "")?.[1] ?? "",
    [date, scope],
  );
  return { ...seed, request: withBody(seed.request, content) };
}

function framedAnew(
  request: CapturedRequest,
  seed: string,
  [date, scope]: readonly [string, string],
): Buffer {
  const key = sigv4aPrivateKey("AKIAIOSFODNN7EXAMPLE", exampleSecret);
  const sign = (lines: readonly string[]): string =>
    Buffer.from(p256Sign(key, lines.join("\n"))).toString("hex");
  const nothing = sha256Hex("");
  let previous = seed;
  const framed: Buffer[] = [];
  for (const piece of chunksOf(request)) {
    const { size, data: own, behind } = partsOf(piece);
    previous = sign(["AWS4-ECDSA-P256-SHA256-PAYLOAD", date, scope, previous, nothing, sha256Hex(own)]);
    const line = `${size};chunk-signature=${previous.padEnd(144, "*")}\r\n`;
    const trailer = behind.replace(/x-amz-trailer-signature:.*\r\n/, "");
    framed.push(Buffer.from(line), own, Buffer.from(trailer.replace(/\r\n$/, "")));
    if (!/x-amz-checksum/.test(trailer)) {
      framed.push(Buffer.from("\r\n"));
      continue;
    }
    const lines = trailer.replace(/\r\n\r\n$/, "\n");
    const last = sign(["AWS4-ECDSA-P256-SHA256-TRAILER", date, scope, previous, sha256Hex(lines)]);
    framed.push(Buffer.from(`x-amz-trailer-signature:${last.padEnd(144, "*")}\r\n\r\n`));
  }
  return Buffer.concat(framed);
}

function partsOf(piece: Buffer): { readonly size: string; readonly data: Buffer; readonly behind: string } {
  const start = piece.indexOf("\r\n") + 2;
  const size = /^[0-9a-f]+/.exec(piece.toString("latin1", 0, 20))?.[0] ?? "0";
  const end = start + Number.parseInt(size, 16);
  return { size, data: piece.subarray(start, end), behind: piece.toString("latin1", end) };
}

/** The chunks of a framed body, each with its size line; the trailer stays with the closing one. */
export function chunksOf({ body }: CapturedRequest): Buffer[] {
  const content = Buffer.from(body.content ?? []);
  const chunks: Buffer[] = [];
  for (let at = 0; at < content.length; ) {
    const start = content.indexOf("\r\n", at) + 2;
    const size = Number.parseInt(content.toString("latin1", at, start), 16);
    const end = size === 0 ? content.length : start + size + 2;
    chunks.push(content.subarray(at, end));
    at = end;
  }
  return chunks;
}

/** The request with another body and the Content-Length that belongs to it. */
export function withBody(request: CapturedRequest, content: Buffer): CapturedRequest {
  return { ...withHeader(request, "Content-Length", String(content.length)), body: wholeBody(content) };
}

/** The changes on the way that a chain of signatures is there to show; each gives another framed body. */
export const mutations: Readonly<Record<string, (chunks: readonly Buffer[]) => Buffer>> = {
  "a bit flipped in chunk 17": (chunks) =>
    changed(chunks, 17, (chunk) => flipped(chunk, chunk.length - 1000)),
  "chunk 17 dropped": (chunks) => Buffer.concat(chunks.filter((_, index) => index !== 17)),
  "chunks 17 and 18 swapped": (chunks) =>
    Buffer.concat([...chunks.slice(0, 17), ...[chunks[18], chunks[17]].flatMap(whole), ...chunks.slice(19)]),
  "chunks 17 and 18 made one": (chunks) =>
    changed(chunks, 17, (chunk) => merged(chunk, whole(chunks[18])[0]), 18),
  "chunk 17 cut in two": (chunks) => changed(chunks, 17, halved),
  "chunk 17 without its signature": (chunks) =>
    changed(chunks, 17, (chunk) =>
      Buffer.from(chunk.toString("latin1").replace(/;chunk-signature=[^\r]*/, ""), "latin1"),
    ),
  "the trailer changed": (chunks) =>
    changed(chunks, chunkCount, (chunk) =>
      Buffer.from(chunk.toString("latin1").replace(/(x-amz-checksum-crc32:).{4}/, "$1AAAA"), "latin1"),
    ),
};

function whole(chunk: Buffer | undefined): Buffer[] {
  if (chunk === undefined) throw new Error("a chunk is missing");
  return [chunk];
}

function changed(
  chunks: readonly Buffer[],
  index: number,
  change: (chunk: Buffer) => Buffer,
  without = -1,
): Buffer {
  const all = chunks.map((chunk, at) => (at === index ? change(chunk) : chunk));
  return Buffer.concat(all.filter((_, at) => at !== without));
}

function flipped(chunk: Buffer, at: number): Buffer {
  const other = Buffer.from(chunk);
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
}

/** As a relay cuts a body anew that leaves the signatures standing. */
function merged(one: Buffer, other: Buffer | undefined): Buffer {
  const second = partsOf(whole(other)[0] ?? one).data;
  const { size, data: first } = partsOf(one);
  const line = one.toString("latin1", size.length, one.indexOf("\r\n") + 2);
  const length = (first.length + second.length).toString(16);
  return Buffer.concat([Buffer.from(`${length}${line}`), first, second, Buffer.from("\r\n")]);
}

function halved(chunk: Buffer): Buffer {
  const { size, data: all } = partsOf(chunk);
  const line = chunk.toString("latin1", size.length, chunk.indexOf("\r\n") + 2);
  const half = all.length / 2;
  const part = (bytes: Buffer): Buffer[] => [
    Buffer.from(`${bytes.length.toString(16)}${line}`),
    bytes,
    Buffer.from("\r\n"),
  ];
  return Buffer.concat([...part(all.subarray(0, half)), ...part(all.subarray(half))]);
}
