import { Sha256 } from "@aws-crypto/sha256-js";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { SignatureV4 } from "@smithy/signature-v4";
import { describe, expect, it } from "vitest";
import type { EventReport } from "../../src/sigv4/event-chain.ts";
import { EventChain } from "../../src/sigv4/event-chain.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString("utf8"),
  (text) => Buffer.from(text, "utf8"),
);
const scope = { date: "20260102", region: "us-east-1", service: "transcribe", terminator: "aws4_request" };

/** Events as the SDKs sign them: by their own signer and their own codec. */
async function signedStream(times: readonly string[]): Promise<Uint8Array[]> {
  const signer = new SignatureV4({
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: secret },
    region: "us-east-1",
    service: "transcribe",
    sha256: Sha256,
  });
  const frames: Uint8Array[] = [];
  let priorSignature = seed;
  for (const [index, time] of times.entries()) {
    const signingDate = new Date(time);
    const payload = Buffer.from(index === times.length - 1 ? "" : `event ${index}`);
    const date = { ":date": { type: "timestamp" as const, value: signingDate } };
    priorSignature = await signer.sign(
      { headers: codec.formatHeaders(date), payload },
      { signingDate, priorSignature },
    );
    const headers = {
      ...date,
      ":chunk-signature": { type: "binary" as const, value: Buffer.from(priorSignature, "hex") },
    };
    frames.push(codec.encode({ headers, body: payload }));
  }
  return frames;
}

function report(frames: readonly Uint8Array[], known = true): EventReport {
  const chain = new EventChain({
    seedSignature: seed,
    scope,
    timestamp: "20260102T235959Z",
    keyForDate: (date) => (known ? signingKey(secret, { ...scope, date }) : null),
  });
  for (const frame of frames) chain.add(frame);
  return chain.end();
}

const times = ["2026-01-02T23:59:59Z", "2026-01-02T23:59:59.500Z", "2026-01-03T00:00:04Z"];

describe("EventChain", () => {
  it("verifies what the SDKs sign, past midnight too", async () => {
    expect(report(await signedStream(times))).toEqual({
      reading: expect.objectContaining({ frameCount: 3, fault: null }),
      signedEvents: 3,
      firstUnsigned: null,
      verifiedEvents: 3,
      badEvents: 0,
      firstBad: null,
      firstAtEpochMs: Date.parse("2026-01-02T23:59:59Z"),
      lastAtEpochMs: Date.parse("2026-01-03T00:00:04Z"),
      longestPauseMs: 4500,
    });
  });

  it("says nothing of signatures without a key", async () => {
    expect(report(await signedStream(times), false)).toMatchObject({
      signedEvents: 3,
      verifiedEvents: 0,
      badEvents: 0,
      firstBad: null,
    });
  });

  it("names the event that was left out by the one after it", async () => {
    const frames = await signedStream(times);
    const found = report(frames.filter((_, index) => index !== 1));
    expect(found).toMatchObject({ verifiedEvents: 1, badEvents: 1 });
    expect(found.firstBad).toMatchObject({ kind: "event", index: 1, bytes: 0, reproducedBy: null });
  });

  it("counts events without a signature", () => {
    const bare = codec.encode({ headers: {}, body: Buffer.from("x") });
    expect(report([bare])).toMatchObject({ signedEvents: 0, firstUnsigned: 0, firstAtEpochMs: null });
  });
});
