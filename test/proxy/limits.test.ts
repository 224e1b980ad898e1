import { describe, expect, it } from "vitest";
import { limits } from "../../src/proxy/limits.ts";

describe("the limits", () => {
  it("are those that are documented", () => {
    expect(limits).toEqual({
      connections: 2000,
      connectionsPerHost: 256,
      pipelinedRequests: 64,
      informationalAnswers: 16,
      headBytes: 65_536,
      connectHeadBytes: 8192,
      answerHeaderFields: 200,
      connectHeadMs: 10_000,
      requestHeadMs: 60_000,
      tlsHandshakeMs: 15_000,
      tlsSessionBytes: 4_194_304,
      tlsSessionMs: 600_000,
      upstreamConnectMs: 15_000,
      firstByteMs: 960_000,
      bodyGapMs: 120_000,
      keepAliveMs: 75_000,
      http2Streams: 1000,
      protocolDialMs: 5000,
      protocolHosts: 1000,
      protocolMs: 600_000,
      lingerMs: 2000,
      lingerBytes: 1_048_576,
      sweepMs: 1000,
      bufferedBytes: 262_144,
      slowPeers: 64,
      queuedCaptureBytes: 33_554_432,
      queuedCaptures: 10_000,
      signedBodyBytes: 16_777_216,
      leafCertificates: 1000,
    });
  });
});
