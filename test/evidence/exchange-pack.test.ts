import { describe, expect, it } from "vitest";
import { packExchange, packHead, unpackExchange, unpackHead } from "../../src/evidence/exchange-pack.ts";
import { examinationJson } from "../../src/report/examination-json.ts";
import { atEpochMs, exchangeOf, mismatchExchange, plainRequest } from "../support/evidence.ts";

describe("an exchange on its way to the writer", () => {
  it.each([
    ["mismatch", mismatchExchange("a-1")],
    ["unsigned", exchangeOf("a-2", plainRequest([]))],
    ["bearer", exchangeOf("a-3", plainRequest([["Authorization", "Bearer abc"]]))],
    ["malformed", exchangeOf("a-4", plainRequest([["Authorization", "AWS4-HMAC-SHA256 Credential=x"]]))],
  ])("says the same when it arrives: %s", (_, { examination, exchange }) => {
    const packed = packExchange(examination, exchange, atEpochMs + 5);
    const arrived = unpackExchange(packed, {
      request: examination.request.body.content,
      response: exchange.response?.body.content ?? null,
    });
    const before = JSON.parse(JSON.stringify(examinationJson(examination, { signature: "short" })));
    const after = JSON.parse(JSON.stringify(examinationJson(arrived.examination, { signature: "short" })));
    expect(after).toEqual(before);
    expect(arrived.exchange).toEqual({ ...exchange, request: examination.request });
    expect(arrived.endedAtEpochMs).toBe(atEpochMs + 5);
  });

  it("is a head alone while it is under way", () => {
    const request = plainRequest([["X-A", "b"]]);
    expect(unpackHead(packHead("a-5", request))).toEqual({
      id: "a-5",
      request: { ...request, body: { ...request.body, content: null } },
    });
  });
});
