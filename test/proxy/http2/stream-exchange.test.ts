import { describe, expect, it } from "vitest";
import { http2Request } from "../../../src/interception/http2-request.ts";
import { CaptureBudget } from "../../../src/proxy/body-tap.ts";
import type { WatchBody } from "../../../src/proxy/body-watching.ts";
import { StreamExchange } from "../../../src/proxy/http2/stream-exchange.ts";

const list = [":method", "PUT", ":scheme", "https", ":authority", "a.test", ":path", "/k", "x-a", "1"];

function started(
  sentBytes = 0,
  watchBody: WatchBody = () => null,
): { exchange: StreamExchange; ends: number[] } {
  const ends: number[] = [];
  const exchange = new StreamExchange(http2Request(list), {
    id: "1",
    route: { facts: () => null } as never,
    budget: new CaptureBudget(),
    captureLimitBytes: 100,
    watchBody,
    sentBytes: () => sentBytes,
    settled: () => ends.push(1),
  });
  return { exchange, ends };
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

describe("a stream's exchange", () => {
  it("is complete when both messages are whole, whichever ends first", () => {
    const { exchange, ends } = started();
    exchange.answerBlock([":status", "100"]);
    exchange.answerBlock([":status", "200", "x-b", "2"]);
    exchange.answerBlock(["x-trailer", "3"]);
    exchange.answerData(bytes("ok"));
    exchange.answerEnd();
    expect(ends).toEqual([]);
    exchange.requestData(bytes("body"));
    exchange.requestEnd();
    expect(ends).toEqual([1]);
    const built = exchange.build();
    expect(built).toMatchObject({ id: "1", state: "complete", reason: null });
    expect(built.request).toMatchObject({
      method: "PUT",
      target: "/k",
      httpVersion: "2",
      headers: [["x-a", "1"]],
    });
    expect(built.request.body.bytes).toBe(4);
    expect(built.response).toMatchObject({ status: 200, headers: [["x-b", "2"]], body: { bytes: 2 } });
  });
  it("is truncated, or its upstream's error, by how far the answer had come", () => {
    const before = started().exchange;
    before.broken("gone");
    expect(before.build()).toMatchObject({ state: "upstream-error", reason: "gone", response: null });
    const within = started().exchange;
    within.answerBlock([":status", "200"]);
    within.broken("gone");
    expect(within.build()).toMatchObject({ state: "truncated", reason: "gone" });
    const early = started().exchange;
    early.answerBlock([":status", "403"]);
    early.answerEnd();
    early.broken("gone");
    expect(early.build().reason).toMatch(/^early-answer: /);
  });
  it("gives a body too long to be kept to a reader, whole and in order", () => {
    const read: string[] = [];
    const { exchange } = started(0, ({ method, body }) => ({
      add: (piece) => read.push(`${method} ${body.bytes} ${piece.length}`),
      end: () => ({ form: "post-form" }),
    }));
    exchange.requestData(new Uint8Array(60));
    exchange.requestData(new Uint8Array(50));
    exchange.requestData(new Uint8Array(1));
    expect(exchange.build().request.body).toMatchObject({
      bytes: 111,
      content: null,
      passed: { form: "post-form" },
    });
    expect(read).toEqual(["PUT 0 60", "PUT 0 50", "PUT 0 1"]);
  });
  it("ends once, and takes nothing afterwards", () => {
    const { exchange, ends } = started();
    exchange.settle("aborted-by-client", "reset");
    exchange.requestData(bytes("late"));
    exchange.requestEnd();
    exchange.answerEnd();
    exchange.broken("gone");
    expect(ends).toEqual([1]);
    expect(exchange.build()).toMatchObject({ state: "aborted-by-client", request: { body: { bytes: 0 } } });
  });
  it("checks that all it received went upstream, and says when not", () => {
    const { exchange } = started(90);
    exchange.reaches(90);
    expect(exchange.build().selfCheck).toEqual({ equal: true, differences: [] });
    exchange.reaches(100);
    expect(exchange.build().selfCheck).toEqual({
      equal: false,
      differences: ["the last 10 bytes were received and not sent"],
    });
    exchange.settle("refused", "refused:x");
    expect(exchange.build().selfCheck).toBe(null);
  });
  it("accuses nobody of what was not sent because its connection was ended", () => {
    const { exchange } = started(90);
    exchange.reaches(100);
    exchange.broken("countersign ended the connection over another request");
    expect(exchange.build()).toMatchObject({ state: "upstream-error", selfCheck: null });
  });
});
