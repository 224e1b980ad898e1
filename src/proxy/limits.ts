// Every limit of the proxy in one table: what a peer may cost before it is cut.

/** Milliseconds, bytes and counts; documented in docs/limits.md. */
export const limits: {
  readonly connections: number;
  readonly connectionsPerHost: number;
  readonly pipelinedRequests: number;
  readonly informationalAnswers: number;
  readonly headBytes: number;
  readonly connectHeadBytes: number;
  readonly answerHeaderFields: number;
  readonly connectHeadMs: number;
  readonly requestHeadMs: number;
  readonly tlsHandshakeMs: number;
  readonly upstreamConnectMs: number;
  readonly firstByteMs: number;
  readonly bodyGapMs: number;
  readonly keepAliveMs: number;
  readonly http2Streams: number;
  readonly protocolDialMs: number;
  readonly protocolHosts: number;
  readonly protocolMs: number;
  readonly lingerMs: number;
  readonly lingerBytes: number;
  readonly sweepMs: number;
  readonly bufferedBytes: number;
  readonly slowPeers: number;
  readonly queuedCaptureBytes: number;
  readonly queuedCaptures: number;
  readonly signedBodyBytes: number;
  readonly leafCertificates: number;
  readonly tlsSessionBytes: number;
  readonly tlsSessionMs: number;
} = {
  connections: 2000,
  connectionsPerHost: 256,
  pipelinedRequests: 64,
  informationalAnswers: 16,
  headBytes: 65536,
  connectHeadBytes: 8192,
  answerHeaderFields: 200,
  connectHeadMs: 10_000,
  requestHeadMs: 60_000,
  tlsHandshakeMs: 15_000,
  upstreamConnectMs: 15_000,
  // Longer than the longest synchronous call of AWS (a Lambda invocation of 15 minutes).
  firstByteMs: 960_000,
  bodyGapMs: 120_000,
  keepAliveMs: 75_000,
  http2Streams: 1000,
  // How long a client that offers HTTP/2 waits for the upstream to say whether it speaks it, and how long a no is remembered.
  protocolDialMs: 5000,
  protocolHosts: 1000,
  protocolMs: 600_000,
  lingerMs: 2000,
  lingerBytes: 1_048_576,
  sweepMs: 1000,
  // How much of a body may wait in memory for a slow peer before the fast peer is paused.
  bufferedBytes: 262_144,
  // How many slow peers may have so much waiting for them at a time; the others have what Node takes by itself (16 or 64 KiB).
  slowPeers: 64,
  queuedCaptureBytes: 33_554_432,
  queuedCaptures: 10_000,
  // The longest body that is read ahead where a signature needs its hash and its head does not say it.
  signedBodyBytes: 16_777_216,
  leafCertificates: 1000,
  // TLS sessions kept for connections to come, and how long after the certificate was verified.
  tlsSessionBytes: 4_194_304,
  tlsSessionMs: 600_000,
};
