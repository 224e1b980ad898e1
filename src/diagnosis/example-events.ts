// Examples of signed event streams, as Transcribe and Lex take them: every event in a frame of its own, chained to the one before.
import { runningCrc32 } from "../http/checksum.ts";
import { hexBytes, sha256Hex } from "../http/digest.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";
import { amzDate, parseAmzDate } from "../sigv4/amz-date.ts";
import type { ChunkText } from "../sigv4/chunk-signature.ts";
import { chunkStringToSign, eventText } from "../sigv4/chunk-signature.ts";
import { credentialScope } from "../sigv4/credential-scope.ts";
import { signature } from "../sigv4/signature.ts";
import { signingKey } from "../sigv4/signing-key.ts";
import { hmacAlgorithm } from "../sigv4/terms.ts";
import type { Example, ExampleRecipe } from "./example.ts";
import { exampleSecret, signedExample } from "./example.ts";

/** An event stream to sign, and the places where it can be made wrong. */
export interface EventRecipe {
  /** Payloads; default two of them and the empty one that ends a stream. Latin1. */
  readonly payloads?: readonly string[];
  /** Time of an event in milliseconds after that of the request; default one second for each. */
  readonly atMs?: (index: number) => number;
  /** Changes what the client signs for an event. */
  readonly signedEvent?: (text: ChunkText, index: number, seed: string) => ChunkText;
  /** Changes the body after signing. */
  readonly framed?: (body: Uint8Array) => Uint8Array;
  /** Time of the request, `YYYYMMDDTHHMMSSZ`; default 20260102T030405Z. */
  readonly date?: string;
  /** Everything else of the request. */
  readonly request?: Partial<ExampleRecipe>;
}

const token = "STREAMING-AWS4-HMAC-SHA256-EVENTS";
const usualDate = "20260102T030405Z";

/** Signs a stream to Transcribe. */
export function eventStreamExample(recipe: EventRecipe = {}): Example {
  return signedExample({
    method: "POST",
    url: "https://transcribestreaming.us-east-1.amazonaws.com/stream-transcription",
    service: "transcribe",
    date: recipe.date ?? usualDate,
    headers: [
      ["Content-Type", "application/vnd.amazon.eventstream"],
      ["X-Amz-Content-Sha256", token],
    ],
    signedInput: (input) => ({ ...input, payloadHash: token }),
    sent: (request) => {
      const seed = /Signature=(\w+)/.exec(headerValue(request.headers, "authorization") ?? "")?.[1] ?? "";
      const body = signedEvents(recipe, seed);
      return { ...request, body: wholeBody(recipe.framed ? recipe.framed(body) : body) };
    },
    ...recipe.request,
  });
}

function signedEvents(recipe: EventRecipe, seed: string): Uint8Array {
  const start = parseAmzDate(recipe.date ?? usualDate) ?? 0;
  let previous = seed;
  const frames: Uint8Array[] = [];
  for (const [index, payload] of (recipe.payloads ?? ["one", "two", ""]).entries()) {
    const at = start + (recipe.atMs ? recipe.atMs(index) : index * 1000);
    const date = dateHeader(at);
    const timestamp = amzDate(at);
    const scope = {
      date: timestamp.slice(0, 8),
      region: "us-east-1",
      service: "transcribe",
      terminator: "aws4_request",
    };
    const hashes = { headers: sha256Hex(date), payload: sha256Hex(payload) };
    const surroundings = { algorithm: hmacAlgorithm, timestamp, scope: credentialScope(scope) };
    const text = eventText(surroundings, previous, hashes);
    const changed = recipe.signedEvent ? recipe.signedEvent(text, index, seed) : text;
    previous = signature(signingKey(exampleSecret, scope), chunkStringToSign(changed));
    frames.push(eventFrame(joined([date, signatureHeader(previous)]), latin1Bytes(payload)));
  }
  return joined(frames);
}

/** One frame of application/vnd.amazon.eventstream. */
export function eventFrame(headers: Uint8Array, payload: Uint8Array): Uint8Array {
  const prelude = joined([fourBytes(16 + headers.length + payload.length), fourBytes(headers.length)]);
  const head = joined([prelude, crcOf(prelude), headers, payload]);
  return joined([head, crcOf(head)]);
}

/** A header of text: type 7. */
export function textHeader(name: string, value: string): Uint8Array {
  const bytes = latin1Bytes(value);
  return joined([headerName(name), Uint8Array.of(7, bytes.length >> 8, bytes.length & 0xff), bytes]);
}

function dateHeader(atEpochMs: number): Uint8Array {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigInt64(0, BigInt(atEpochMs));
  return joined([headerName(":date"), Uint8Array.of(8), value]);
}

function signatureHeader(hex: string): Uint8Array {
  return joined([headerName(":chunk-signature"), Uint8Array.of(6, 0, 32), hexBytes(hex)]);
}

function headerName(name: string): Uint8Array {
  return joined([Uint8Array.of(name.length), latin1Bytes(name)]);
}

function fourBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function crcOf(bytes: Uint8Array): Uint8Array {
  const crc = runningCrc32();
  crc.update(bytes);
  return crc.bytes();
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
