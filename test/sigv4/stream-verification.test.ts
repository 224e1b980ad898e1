import { describe, expect, it } from "vitest";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";
import type { ChainJudge } from "../../src/sigv4/chain-judge.ts";
import { hmacJudge } from "../../src/sigv4/chain-judge.ts";
import type { Envelope } from "../../src/sigv4/envelope.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";
import type { StreamVerification } from "../../src/sigv4/stream-verification.ts";
import { streamReader, streamVerification } from "../../src/sigv4/stream-verification.ts";
import { chunkedMessage, requestOfMessage, trailedMessage } from "../support/chunked-vectors.ts";

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

function envelopeOf(request: CapturedRequest): Envelope {
  const reading = parseEnvelope(request);
  if (reading.kind !== "read") throw new Error(reading.kind);
  return reading.envelope;
}

const judgeForDate = (date: string): ChainJudge =>
  hmacJudge(signingKey(secret, { date, region: "us-east-1", service: "s3", terminator: "aws4_request" }));

function verified(request: CapturedRequest, known = true): StreamVerification | null {
  return streamVerification(request, envelopeOf(request), {
    judgeForDate: known ? judgeForDate : () => null,
    seedIsRight: known,
  });
}

describe("streamVerification", () => {
  it.each([
    ["chunks", chunkedMessage, { signatures: true, trailers: false }],
    ["chunks and a trailer", trailedMessage, { signatures: true, trailers: true }],
  ])("verifies the documented %s", (_, message, asks) => {
    const stream = verified(requestOfMessage(message));
    expect(stream).toMatchObject({
      form: "aws-chunked",
      asks,
      whole: true,
      keyed: true,
      bad: [],
      events: null,
    });
    expect(stream?.upload).toMatchObject({ verifiedChunks: 3, badChunks: 0 });
    expect(stream?.decodedLengthText).toBe("66560");
  });

  it("reads the framing without a key", () => {
    const stream = verified(requestOfMessage(trailedMessage), false);
    expect(stream).toMatchObject({ keyed: false, bad: [], announced: ["x-amz-checksum-crc32c"] });
    expect(stream?.upload?.framing).toMatchObject({ chunkCount: 3, dataBytes: 66_560, closed: true });
  });

  it("is null for a request whose body is not streamed", () => {
    const plain = chunkedMessage.replace("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "UNSIGNED-PAYLOAD");
    expect(verified(requestOfMessage(plain))).toBeNull();
  });

  it.each([
    ["known before the body", true],
    ["learned behind it", false],
  ])("verifies a body that was only read as it passed, with a key %s", (_, before) => {
    const whole = requestOfMessage(trailedMessage);
    const head = { ...whole, body: wholeBody(latin1Bytes("")) };
    const reader = streamReader(head, envelopeOf(head), before ? judgeForDate : () => null, 4096);
    const content = whole.body.content ?? new Uint8Array();
    for (let at = 0; at < content.length; at += 777) reader.add(content.subarray(at, at + 777));
    const body = {
      bytes: content.length,
      sha256Hex: whole.body.sha256Hex,
      content: null,
      passed: reader.end(),
    };
    expect(verified({ ...whole, body })).toMatchObject({
      whole: true,
      keyed: true,
      unverified: 0,
      bad: [],
      upload: { verifiedChunks: 3, checksums: [{ calculated: "sOO8/Q==" }] },
    });
    expect(verified({ ...whole, body }, false)).toMatchObject({ unverified: before ? 0 : 3, bad: [] });
  });

  it("judges no body that was not captured", () => {
    const whole = requestOfMessage(chunkedMessage);
    expect(verified({ ...whole, body: { ...whole.body, content: null } })).toMatchObject({
      upload: null,
      whole: false,
      bad: [],
    });
    expect(verified({ ...whole, body: wholeBody(latin1Bytes("")) })?.upload).toBeNull();
  });

  it("knows a body that was cut", () => {
    const cut = requestOfMessage(chunkedMessage.slice(0, -100));
    const stream = verified(cut);
    expect(stream?.whole).toBe(false);
    expect(stream?.upload?.framing.faults.map(({ reason }) => reason)).toEqual(["ends-in-data"]);
    expect(stream?.bad).toEqual([]);
  });

  it.each([
    ["the data with the CR LF behind it", "hello\r\n"],
    ["the data with a line feed behind it", "hello\n"],
    ["the size line without its signature, then the data", "5\r\nhello"],
    ["the hash of the data's hash", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"],
    ["no data at all", ""],
  ])("finds %s hashed instead of the data", async (words, hashed) => {
    const { signature } = await import("../../src/sigv4/signature.ts");
    const { chunkStringToSign, chunkText } = await import("../../src/sigv4/chunk-signature.ts");
    const { sha256Hex } = await import("../../src/http/digest.ts");
    const request = requestOfMessage(chunkedMessage);
    const envelope = envelopeOf(request);
    const surroundings = {
      algorithm: "AWS4-HMAC-SHA256",
      timestamp: "20130524T000000Z",
      scope: "20130524/us-east-1/s3/aws4_request",
    };
    const text = chunkText(surroundings, envelope.providedSignature, sha256Hex(hashed));
    const signed = signature(signingKey(secret, envelope.credentialScope), chunkStringToSign(text));
    const body = wholeBody(latin1Bytes(`5;chunk-signature=${signed}\r\nhello\r\n`));
    const [bad] = verified({ ...request, body })?.bad ?? [];
    expect(bad?.reproducedBy?.map((variant) => variant.words)).toEqual([words]);
  });
});
