import type { IncomingMessage } from "node:http";
import { describe, expect, it, vi } from "vitest";
import { CaptureBudget } from "../../src/proxy/body-tap.ts";
import type { ClientAnswer, ClientMessage } from "../../src/proxy/client-message.ts";
import { Exchange } from "../../src/proxy/exchange.ts";
import type { Route } from "../../src/proxy/route.ts";

function fresh(): { exchange: Exchange; settled: Exchange[] } {
  const settled: Exchange[] = [];
  const request = {
    method: "PUT",
    url: "/a",
    httpVersion: "1.1",
    rawHeaders: ["hOST", "a.test", "x", "1"],
  } as unknown as ClientMessage;
  const route = { scheme: "https", absolute: null, observed: true, facts: () => null } as unknown as Route;
  const exchange = new Exchange(request, {} as ClientAnswer, "/a", {
    id: "1",
    route,
    budget: new CaptureBudget(),
    captureLimitBytes: 100,
    watchBody: () => null,
    watchSwitched: () => null,
    moved: () => undefined,
    settled: (over) => settled.push(over),
  });
  return { exchange, settled };
}

describe("an exchange", () => {
  it("is complete only when both messages are whole", () => {
    const { exchange, settled } = fresh();
    exchange.settleIfWhole();
    exchange.answerSent = true;
    exchange.settleIfWhole();
    expect(settled).toEqual([]);
    exchange.requestEnded = true;
    exchange.settleIfWhole();
    expect(settled).toEqual([exchange]);
    expect(exchange.build().state).toBe("complete");
  });
  it("ends once: the first end counts", () => {
    const { exchange, settled } = fresh();
    const clock = vi.spyOn(Date, "now").mockReturnValue(1_767_323_045_000);
    exchange.settle("truncated", "a");
    clock.mockRestore();
    exchange.settle("complete", null);
    exchange.clientGone();
    expect(settled).toHaveLength(1);
    expect(exchange.build()).toMatchObject({
      state: "truncated",
      reason: "a",
      endedAtEpochMs: 1_767_323_045_000,
    });
  });
  it("empties what the engine keeps of it, so that nothing holds it any longer", () => {
    const { exchange } = fresh();
    const context = { clientToProxyRequest: exchange.request, filters: [exchange] };
    exchange.engineContext = context;
    exchange.settle("complete", null);
    expect(context.filters).toEqual([exchange]);
    exchange.release();
    expect(context).toEqual({ clientToProxyRequest: undefined, filters: undefined });
    expect(exchange.engineContext).toBeNull();
  });
  it("captures both messages as they crossed the wire", () => {
    const { exchange } = fresh();
    exchange.tapRequest(Buffer.from("abc"));
    exchange.answerHead({
      statusCode: 403,
      statusMessage: "No Way",
      rawHeaders: ["X", "1"],
    } as unknown as IncomingMessage);
    exchange.tapAnswer(Buffer.from("no"));
    exchange.settle("complete", null);
    const { request, response, selfCheck } = exchange.build();
    expect(request).toMatchObject({
      method: "PUT",
      scheme: "https",
      authority: "a.test",
      target: "/a",
      headers: [
        ["hOST", "a.test"],
        ["x", "1"],
      ],
    });
    expect(request.body).toMatchObject({
      bytes: 3,
      sha256Hex: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    });
    expect(response).toMatchObject({
      status: 403,
      reason: "No Way",
      headers: [["X", "1"]],
      body: { bytes: 2 },
    });
    expect(selfCheck).toBeNull();
    exchange.release();
  });
});
