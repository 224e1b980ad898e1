import { describe, expect, it } from "vitest";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { exchangeFacts } from "../../src/telemetry/exchange-facts.ts";
import { atEpochMs, correctRequest, exchangeOf, mismatchExchange } from "../support/evidence.ts";

function factsOf(request: CapturedRequest): ReturnType<typeof exchangeFacts> {
  const { examination, exchange } = exchangeOf("a-1", request);
  return exchangeFacts(examination, exchange, atEpochMs + 20);
}

describe("the facts of an exchange", () => {
  it("are few plain values", () => {
    expect(factsOf(correctRequest())).toEqual({
      id: "a-1",
      nested: false,
      method: "POST",
      scheme: "https",
      host: "dynamodb.us-east-1.amazonaws.com",
      port: 443,
      path: "/",
      httpVersion: "1.1",
      status: 200,
      state: "complete",
      verdict: "valid",
      form: "authorization-header",
      service: "dynamodb",
      region: "us-east-1",
      operation: "ListTables",
      requestId: null,
      extendedRequestId: null,
      errorCode: null,
      causes: [],
      searchMs: null,
      traceparent: null,
      startEpochMs: 1_767_323_045_000,
      answerEpochMs: 1_767_323_045_012,
      endEpochMs: 1_767_323_045_020,
      requestBytes: 2,
      responseBytes: 22,
    });
  });

  it("have no query, no key id, no header and no signature", () => {
    const { examination, exchange } = mismatchExchange("a-2", {
      target:
        "/bucket/key?X-Amz-Signature=5157&X-Amz-Security-Token=canary-token&X-Amz-Credential=AKIDCANARY",
    });
    const text = JSON.stringify(exchangeFacts(examination, exchange, atEpochMs));
    expect(text).toContain('"path":"/bucket/key"');
    for (const secret of ["canary", "AKID", "X-Amz", "Signature=", "AWS4-HMAC"])
      expect(text).not.toContain(secret);
  });

  it("take the trace that the client names, if it is one", () => {
    const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const named = (value: string): string | null => {
      const request = correctRequest();
      return factsOf({ ...request, headers: [...request.headers, ["traceparent", value]] }).traceparent;
    };
    expect([named(parent), named("Bearer abc"), named("")]).toEqual([parent, null, null]);
  });

  it("keep a port of its own, and make no label of what is no name", () => {
    const facts = factsOf({ ...correctRequest(), authority: "LocalHost:4566", method: "FÖÖ" });
    expect([facts.host, facts.port, facts.method]).toEqual(["localhost", 4566, "_OTHER"]);
  });
});
