import { describe, expect, it } from "vitest";
import type { CapturedExchange } from "../../../src/http/captured-exchange.ts";
import { CaptureBudget } from "../../../src/proxy/body-tap.ts";
import { clientPreface } from "../../../src/proxy/http2/frame-reader.ts";
import { Http2Streams } from "../../../src/proxy/http2/http2-streams.ts";
import { answerFrames } from "../../../src/proxy/http2/own-frames.ts";

/** HEADERS of `GET /` to a.test, in the static table and one literal. */
function request(streamId: number, host = "a.test", flags = 5): Buffer {
  const block = Buffer.from(`\x82\x87\x84\x01${String.fromCharCode(host.length)}${host}`, "latin1");
  const head = Buffer.from([0, 0, block.length, 1, flags, 0, 0, streamId >> 8, streamId & 255]);
  return Buffer.concat([head, block]);
}

function opened(): { streams: Http2Streams; captured: CapturedExchange[]; begun: string[] } {
  const begun: string[] = [];
  const captured: CapturedExchange[] = [];
  const arrival = { authority: { host: "a.test", port: 443, kind: "name" }, scheme: "https", sni: null };
  const route = { arrival: () => arrival, facts: () => null };
  const streams = new Http2Streams(
    route as never,
    {
      nextId: () => "id",
      opened: (exchange) => begun.push(`${exchange.id} ${exchange.head().method} ${exchange.over}`),
      capture: (pending) => captured.push(pending.build()),
      budget: new CaptureBudget(),
      captureLimitBytes: 1000,
      watchBody: () => null,
    },
    () => 1_000_000,
  );
  streams.readRequests(Buffer.from(clientPreface, "latin1"));
  return { streams, captured, begun };
}

describe("the streams of a connection", () => {
  it("become exchanges when both their sides have ended", () => {
    const { streams, captured, begun } = opened();
    expect(streams.readRequests(Buffer.concat([request(1), request(3)]))).toBe(null);
    expect(begun).toEqual(["id GET false", "id GET false"]);
    expect([streams.openStreams, streams.latestStreamId, streams.heldBytes]).toEqual([2, 3, 0]);
    streams.readAnswers(answerFrames(3, 200, "three"));
    expect(captured).toHaveLength(1);
    expect(captured[0]).toMatchObject({
      state: "complete",
      request: { target: "/" },
      response: { status: 200 },
    });
    streams.clientGone();
    expect(captured[1]).toMatchObject({ state: "aborted-by-client" });
    expect(streams.openStreams).toBe(0);
  });
  it("name the request that must not go on, and its plan", () => {
    const { streams, captured, begun } = opened();
    const fault = streams.readRequests(Buffer.concat([request(1), request(3, "b.test"), request(5)]));
    expect(fault).toMatchObject({
      kind: "request",
      streamId: 3,
      plan: { status: 421, rule: "authority-mismatch" },
    });
    expect(captured.map(({ state }) => state)).toEqual(["refused"]);
    expect(begun).toHaveLength(1);
    streams.breakAll("over");
    expect(captured[1]).toMatchObject({ state: "upstream-error", reason: "over" });
  });
  it("name what is wrong with a connection", () => {
    const { streams } = opened();
    expect(streams.readRequests(request(2))).toEqual({ kind: "connection", reason: "protocol" });
    expect(opened().streams.readRequests(Buffer.from([0, 0, 1, 1, 5, 0, 0, 0, 1, 0x80]))).toEqual({
      kind: "connection",
      reason: "compression",
    });
  });
  it("take no request's head in the place of trailers", () => {
    for (const streamId of [1, 3]) {
      const { streams } = opened();
      expect(streams.readRequests(request(3))).toBe(null);
      expect(streams.readRequests(request(streamId, "b.test"))).toEqual({
        kind: "connection",
        reason: "protocol",
      });
    }
  });
  it("are no longer captured when the answers cannot be read", () => {
    const { streams, captured } = opened();
    streams.readRequests(request(1));
    streams.readAnswers(Buffer.from([0, 0, 0, 9, 4, 0, 0, 0, 1]));
    expect(captured[0]).toMatchObject({
      state: "upstream-error",
      reason: "the upstream's frames cannot be read as HTTP/2",
    });
    expect(streams.atAnswerBoundary).toBe(false);
  });
  it("tell when none is open any more", () => {
    const { streams } = opened();
    const seen: string[] = [];
    streams.onIdle(() => seen.push("at once"));
    streams.readRequests(request(1));
    streams.onIdle(() => seen.push("later"));
    expect(seen).toEqual(["at once"]);
    streams.readAnswers(answerFrames(1, 204, ""));
    expect(seen).toEqual(["at once", "later"]);
  });
});
