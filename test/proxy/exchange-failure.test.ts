import { describe, expect, it } from "vitest";
import type { Exchange } from "../../src/proxy/exchange.ts";
import { failExchange } from "../../src/proxy/exchange-failure.ts";

interface Seen {
  settled: string[];
  destroyed: number;
  reset: number;
  resumed: number;
  written: string;
}

/** As much of an exchange as its failure touches. */
function failing(
  state: { headersSent?: boolean; answerEnded?: boolean; reused?: boolean; answered?: string[] },
  error: Error,
): Seen {
  const seen: Seen = { settled: [], destroyed: 0, reset: 0, resumed: 0, written: "" };
  const exchange = {
    answered: { httpVersion: "1.1", rawHeaders: state.answered ?? ["Content-Length", "9"] },
    get over() {
      return seen.settled.length > 0;
    },
    answerEnded: state.answerEnded ?? false,
    answer: {
      headersSent: state.headersSent ?? false,
      destroyed: false,
      writeHead: (status: number) => (seen.written += `${status} `),
      end: (text: string) => (seen.written += text),
    },
    request: {
      socket: { destroy: () => (seen.destroyed += 1), resetAndDestroy: () => (seen.reset += 1) },
      resume: () => (seen.resumed += 1),
    },
    upstream: { reusedSocket: state.reused ?? false, destroy: () => undefined },
    settle: (end: string, reason: string) => seen.settled.push(`${end}: ${reason}`),
  };
  failExchange(exchange as unknown as Exchange, error);
  failExchange(exchange as unknown as Exchange, error);
  return seen;
}

function coded(code: string): Error {
  return Object.assign(new Error("words of a peer"), { code });
}

describe("a failed exchange", () => {
  it("is answered 502 with a plain reason before the answer's head", () => {
    expect(failing({}, coded("ECONNREFUSED"))).toEqual({
      settled: ["upstream-error: the upstream refused the connection (ECONNREFUSED)"],
      destroyed: 0,
      reset: 0,
      // What its client still sends is read, or the client would not get to the answer.
      resumed: 1,
      written: "502 countersign: the upstream refused the connection (ECONNREFUSED)\n",
    });
    expect(failing({}, coded("CERT_HAS_EXPIRED")).written).toContain(
      "the upstream's certificate has expired",
    );
    expect(failing({}, coded("HPE_INVALID_CONSTANT")).written).toContain(
      "is not HTTP (HPE_INVALID_CONSTANT)",
    );
    expect(failing({}, coded("SOMETHING")).written).toBe(
      "502 countersign: the upstream failed (SOMETHING)\n",
    );
  });
  it("is cut after the answer's head, with nothing written", () => {
    const seen = failing({ headersSent: true }, coded("ECONNRESET"));
    expect(seen).toMatchObject({ destroyed: 1, written: "" });
    expect(seen.settled[0]).toMatch(/^truncated: /);
  });
  it("is reset after the answer's head where only the connection's end tells the end of the body", () => {
    const seen = failing({ headersSent: true, answered: ["x", "1"] }, coded("ECONNRESET"));
    expect(seen).toMatchObject({ destroyed: 0, reset: 1, written: "" });
  });
  it("is a reset where a kept connection closed under the request", () => {
    expect(failing({ reused: true }, coded("ECONNRESET"))).toMatchObject({ destroyed: 1, written: "" });
    expect(failing({ reused: true }, coded("ECONNREFUSED"))).toMatchObject({ destroyed: 0 });
  });
  it("leaves a whole answer alone", () => {
    expect(failing({ answerEnded: true, headersSent: true }, coded("EPIPE"))).toEqual({
      settled: [],
      destroyed: 0,
      reset: 0,
      resumed: 0,
      written: "",
    });
  });
});
