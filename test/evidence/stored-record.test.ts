import { describe, expect, it } from "vitest";
import { keyedMark } from "../../src/evidence/keyed-mark.ts";
import { interrupted, storedHead, storedRecord, wholeExamination } from "../../src/evidence/stored-record.ts";
import { atEpochMs, exchangeOf, mismatchExchange, plainRequest } from "../support/evidence.ts";

const mark = keyedMark(Buffer.alloc(32));

describe("the record of an exchange", () => {
  it("has the facts, the times and the examination, signatures shortened", () => {
    const record = storedRecord(
      { ...mismatchExchange("a-1"), endedAtEpochMs: atEpochMs + 30 },
      "redacted",
      mark,
    );
    const { exchange } = record;
    expect(exchange).toMatchObject({
      id: "a-1",
      state: "complete",
      receivedAt: "2026-01-02T03:04:05.000Z",
      timings: { waitMs: 12, totalMs: 30 },
    });
    expect(exchange.examination).toMatchObject({ verdict: "mismatch", causes: [] });
    expect(JSON.stringify(exchange)).not.toMatch(/Signature=[0-9a-f]{64}/);
    const whole = exchange.examination && wholeExamination(exchange.examination, exchange);
    expect(whole?.request.headers).toEqual(exchange.request.headers);
    expect(whole?.id).toBe("a-1");
  });

  it.each([
    ["none", null, { kept: "absent", reason: "not-asked" }],
    ["hash", "4f3ab5cd0a48c3e9ed0f0b4c0cf0d1ff", { kept: "absent", reason: "hash-only" }],
    ["redacted", "", { kept: "text", text: `{"S":"${mark("4711")}"}`, redacted: true }],
    ["full", "", { kept: "text", text: '{"S":"4711"}', redacted: false }],
  ] as const)("keeps of a body what was asked: %s", (keepBodies, hash, body) => {
    const given = exchangeOf("a-2", plainRequest([["Content-Type", "application/json"]], '{"S":"4711"}'));
    const { request } = storedRecord({ ...given, endedAtEpochMs: atEpochMs }, keepBodies, mark).exchange;
    expect(request.body).toEqual(body);
    expect(request.bodyBytes).toBe(12);
    expect(request.bodySha256Hex === null).toBe(hash === null);
  });

  it("keeps no body of an operation about secrets, even where all were asked for", () => {
    const given = exchangeOf(
      "a-3",
      plainRequest([["X-Amz-Target", "secretsmanager.GetSecretValue"]], '{"SecretId":"x"}'),
    );
    const { request, response } = storedRecord(
      { ...given, endedAtEpochMs: atEpochMs },
      "full",
      mark,
    ).exchange;
    expect([request.body, response?.body]).toEqual([
      { kept: "absent", reason: "not-redactable" },
      { kept: "absent", reason: "not-redactable" },
    ]);
  });

  it("of a request under way is its head", () => {
    const request = storedHead(plainRequest([["Cookie", "abc"]], "body"), mark);
    expect(request.headers[1]).toEqual(["Cookie", mark("abc")]);
    expect(request.body).toEqual({ kept: "absent", reason: "interrupted" });
    expect(interrupted({ id: "a-4", receivedAt: null, connection: null, request })).toMatchObject({
      state: "interrupted",
      examination: null,
    });
  });
});
