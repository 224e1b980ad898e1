// Examples of streamed bodies: chunked uploads and event streams, signed here piece by piece, and where they can be made wrong.
import { checksumOf, runningChecksum } from "../http/checksum.ts";
import { sha256Hex } from "../http/digest.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import type { RawHeader } from "../http/raw-headers.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { ChunkSurroundings, ChunkText } from "../sigv4/chunk-signature.ts";
import { chunkStringToSign, chunkText, trailerLines, trailerText } from "../sigv4/chunk-signature.ts";
import { credentialScope } from "../sigv4/credential-scope.ts";
import { signature } from "../sigv4/signature.ts";
import { signingKey } from "../sigv4/signing-key.ts";
import { hmacAlgorithm } from "../sigv4/terms.ts";
import type { Example, ExampleRecipe } from "./example.ts";
import { exampleSecret, signedExample, withHeader } from "./example.ts";

/** What a chunk or the trailer is signed from, and what else was signed before it. */
export interface ExamplePiece {
  readonly text: ChunkText;
  readonly index: number;
  readonly seed: string;
  /** The data of the chunk; the trailer lines for the trailer. Latin1. */
  readonly data: string;
}

/** An upload to sign in chunks, and the places where it can be made wrong. */
export interface ChunkedRecipe {
  /** Value of x-amz-content-sha256; default STREAMING-AWS4-HMAC-SHA256-PAYLOAD, with `-TRAILER` where there are trailers. */
  readonly token?: string;
  /** The data; default 20000 letters. Latin1. */
  readonly data?: string;
  /** Bytes of a chunk; default 8192. */
  readonly chunkBytes?: number;
  /** Trailers; a null value is replaced by the checksum its name stands for. */
  readonly trailers?: readonly (readonly [name: string, value: string | null])[];
  /** Value of x-amz-trailer; default the trailers' names. Null leaves the header out. */
  readonly announced?: string | null;
  /** Value of x-amz-decoded-content-length; default the data's length. Null leaves the header out. */
  readonly decodedLength?: string | null;
  /** Changes what the client signs for a chunk. */
  readonly signedChunk?: (piece: ExamplePiece) => ChunkText;
  /** Changes what the client signs for the trailer. */
  readonly signedTrailer?: (piece: ExamplePiece) => ChunkText;
  /** Changes the framed body after signing. Latin1. */
  readonly framed?: (body: string) => string;
  /** Everything else of the request. */
  readonly request?: Partial<ExampleRecipe>;
}

/** Signs an upload of three chunks unless the recipe says otherwise. */
export function chunkedExample(recipe: ChunkedRecipe = {}): Example {
  const trailers = (recipe.trailers ?? []).map(
    ([name, value]) => ({ name, value: value ?? checksum(name, dataOf(recipe)) }) as const,
  );
  const plain = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailers.length > 0 ? "-TRAILER" : ""}`;
  const token = recipe.token ?? plain;
  const own = recipe.request ?? {};
  const signed = signedExample({
    method: "PUT",
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
    ...own,
    headers: [...uploadHeaders(recipe), ...(own.headers ?? [])],
    body: dataOf(recipe),
    signedInput: (input) => {
      const streamed = {
        ...input,
        payloadHash: token,
        headers: input.headers.map((header) =>
          header.name === "x-amz-content-sha256" ? { ...header, value: token } : header,
        ),
      };
      return own.signedInput ? own.signedInput(streamed) : streamed;
    },
    sent: (request) => {
      const seed = /Signature=(\w+)/.exec(headerValue(request.headers, "authorization") ?? "")?.[1] ?? "";
      const whole = framedBody({ recipe, seed, token, trailers });
      const body = wholeBody(latin1Bytes(recipe.framed ? recipe.framed(whole) : whole));
      const headed = withHeader(request, "X-Amz-Content-Sha256", token);
      const streamed = { ...withHeader(headed, "Content-Length", String(body.bytes)), body };
      return own.sent ? own.sent(streamed) : streamed;
    },
  });
  return signed;
}

function uploadHeaders(recipe: ChunkedRecipe): RawHeader[] {
  const names = (recipe.trailers ?? []).map(([name]) => name.toLowerCase()).join(",");
  const announced = recipe.announced === undefined ? names : recipe.announced;
  const decoded = recipe.decodedLength === undefined ? String(dataOf(recipe).length) : recipe.decodedLength;
  return [
    ["Content-Encoding", "aws-chunked"],
    ...(decoded === null ? [] : [["X-Amz-Decoded-Content-Length", decoded] as const]),
    ...(announced === null || announced === "" ? [] : [["X-Amz-Trailer", announced] as const]),
  ];
}

interface Framing {
  readonly recipe: ChunkedRecipe;
  readonly seed: string;
  readonly token: string;
  readonly trailers: readonly { readonly name: string; readonly value: string }[];
}

function framedBody({ recipe, seed, token, trailers }: Framing): string {
  const { key, surroundings } = signing(recipe.request ?? {});
  const signs = !token.startsWith("STREAMING-UNSIGNED-");
  let previous = seed;
  let body = "";
  for (const [index, data] of [...piecesOf(recipe), ""].entries()) {
    const text = chunkText(surroundings, previous, sha256Hex(data));
    const changed = recipe.signedChunk?.({ text, index, seed, data }) ?? text;
    if (signs) previous = signature(key, chunkStringToSign(changed));
    body += `${data.length.toString(16)}${signs ? `;chunk-signature=${previous}` : ""}\r\n`;
    if (data !== "") body += `${data}\r\n`;
  }
  if (trailers.length === 0) return `${body}\r\n`;
  body += trailers.map(({ name, value }) => `${name}:${value}\r\n`).join("");
  if (!signs) return `${body}\r\n`;
  const lines = trailerLines(trailers);
  const text = trailerText(surroundings, previous, lines);
  const changed = recipe.signedTrailer?.({ text, index: -1, seed, data: lines }) ?? text;
  return `${body}x-amz-trailer-signature:${signature(key, chunkStringToSign(changed))}\r\n\r\n`;
}

function signing(recipe: Partial<ExampleRecipe>): {
  readonly key: Uint8Array;
  readonly surroundings: ChunkSurroundings;
} {
  const timestamp = recipe.date ?? "20260102T030405Z";
  const scope = {
    date: timestamp.slice(0, 8),
    region: recipe.region ?? "us-east-1",
    service: recipe.service ?? "s3",
    terminator: "aws4_request",
    ...recipe.scope,
  };
  return {
    key: signingKey(recipe.secret ?? exampleSecret, scope),
    surroundings: { algorithm: hmacAlgorithm, timestamp, scope: credentialScope(scope) },
  };
}

function dataOf({ data }: ChunkedRecipe): string {
  return data ?? "countersign ".repeat(2000).slice(0, 20_000);
}

function piecesOf(recipe: ChunkedRecipe): string[] {
  const [data, bytes] = [dataOf(recipe), recipe.chunkBytes ?? 8192];
  const pieces: string[] = [];
  for (let at = 0; at < data.length; at += bytes) pieces.push(data.slice(at, at + bytes));
  return pieces;
}

function checksum(name: string, data: string): string {
  const known = checksumOf(name.toLowerCase());
  if (known === null) throw new Error("this is a bug: a trailer without a value that is no checksum");
  const running = runningChecksum(known);
  running.update(latin1Bytes(data));
  return running.base64();
}
