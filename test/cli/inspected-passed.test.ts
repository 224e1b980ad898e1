import { describe, expect, it } from "vitest";
import { inspectedPassed } from "../../src/cli/inspected-passed.ts";
import { packExchange, packHead } from "../../src/evidence/exchange-pack.ts";
import { atEpochMs, exchangeOf, mismatchExchange, plainRequest } from "../support/evidence.ts";

describe("what passes without evidence", () => {
  it("is shown as evidence would show it, bodies redacted", () => {
    const request = plainRequest(
      [
        ["Cookie", "session=CANARY"],
        ["Content-Type", "application/json"],
      ],
      '{"password":"CANARY","TableName":"t"}',
      "/?access_token=CANARY-query-value",
    );
    const { examination, exchange } = exchangeOf("1", request, '{"note":"CANARY"}');
    const shown = inspectedPassed().exchange({
      packed: packExchange(examination, exchange, atEpochMs + 30),
      request: request.body.content,
      response: exchange.response?.body.content ?? null,
    });
    expect(shown?.examination.id).toBe("1");
    expect(shown?.totalMs).toBe(30);
    expect(JSON.stringify(shown)).toContain("[redacted");
    expect(JSON.stringify(shown)).not.toContain("CANARY");
  });

  it("is shown by its head while it is under way", () => {
    const request = plainRequest([["Cookie", "session=CANARY"]], "", "/?access_token=CANARY-query-value");
    const shown = inspectedPassed().head(packHead("7", request));
    expect(shown).toMatchObject({
      underWay: true,
      interrupted: null,
      totalMs: null,
      examination: { id: "7", endpoint: { service: "dynamodb", region: "us-east-1" } },
    });
    expect(JSON.stringify(shown)).not.toContain("CANARY");
  });

  it("marks equal values alike, so that they can be compared", () => {
    const inspect = inspectedPassed();
    const query = (id: string): string | undefined => {
      const { examination, exchange } = exchangeOf(
        id,
        plainRequest([], "", "/?access_token=CANARY-query-value"),
      );
      return inspect.exchange({
        packed: packExchange(examination, exchange, atEpochMs),
        request: null,
        response: null,
      })?.examination.request.target;
    };
    expect(query("1")).toBe(query("2"));
  });

  it("is left out where it cannot be read", () => {
    const { examination, exchange } = mismatchExchange("1");
    const packed = packExchange(examination, exchange, atEpochMs);
    expect(inspectedPassed().exchange({ packed: packed.slice(1), request: null, response: null })).toBeNull();
    expect(inspectedPassed().head("[")).toBeNull();
  });
});
