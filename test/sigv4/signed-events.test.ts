import { Sha256 } from "@aws-crypto/sha256-js";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { SignatureV4 } from "@smithy/signature-v4";
import { describe, expect, it } from "vitest";
import { hmacJudge } from "../../src/sigv4/chain-judge.ts";
import type { EventPlan } from "../../src/sigv4/event-chain.ts";
import type { EventReport } from "../../src/sigv4/signed-events.ts";
import { eventsVerifiedLater, SignedEvents } from "../../src/sigv4/signed-events.ts";
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

const plan: EventPlan = {
  algorithm: "AWS4-HMAC-SHA256",
  seedSignature: seed,
  scope,
  timestamp: "20260102T235959Z",
  judgeForDate: (date) => hmacJudge(signingKey(secret, { ...scope, date })),
};

function report(frames: readonly Uint8Array[], known = true): EventReport {
  const events = new SignedEvents(known ? plan : { ...plan, judgeForDate: () => null });
  for (const frame of frames) events.add(frame);
  return events.end();
}

const times = ["2026-01-02T23:59:59Z", "2026-01-02T23:59:59.500Z", "2026-01-03T00:00:04Z"];

describe("SignedEvents", () => {
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
      unverified: [],
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

  it("verifies under a key that is learned behind the stream", async () => {
    const unkeyed = report(await signedStream(times), false);
    expect(unkeyed.unverified).toHaveLength(3);
    expect(eventsVerifiedLater(unkeyed, plan)).toMatchObject({
      verifiedEvents: 3,
      badEvents: 0,
      firstBad: null,
    });
    const other = { ...plan, seedSignature: "00" };
    expect(eventsVerifiedLater(unkeyed, other)).toMatchObject({ verifiedEvents: 2, firstBad: { index: 0 } });
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
