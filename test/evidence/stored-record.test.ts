import { describe, expect, it } from "vitest";
import { postExample } from "../../src/diagnosis/example-post.ts";
import { packExchange, unpackExchange } from "../../src/evidence/exchange-pack.ts";
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

  it("holds no policy and no token of a form whose body is not at hand any more", async () => {
    const token = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
    const fields = [
      { name: "key", value: "user/eric/a" },
      { name: "x-amz-security-token", value: token },
    ];
    const conditions = [["starts-with", "$key", ""], { "x-amz-security-token": "another-secret-token" }];
    const { request } = postExample({ fields, conditions });
    const policy = /name="policy"\r\n\r\n([^\r]*)/.exec(
      Buffer.from(request.body.content ?? []).toString("latin1"),
    )?.[1];
    const given = exchangeOf("a-5", { ...request, receivedAtEpochMs: atEpochMs });
    const text = packExchange(given.examination, given.exchange, atEpochMs);
    const record = storedRecord(unpackExchange(text, { request: null, response: null }), "hash", mark);
    expect(record.exchange.examination?.envelope.form).toBe("post-policy");
    for (const secret of [policy ?? "?", token, "another-secret-token"])
      expect(JSON.stringify(record)).not.toContain(secret);
  });

  it("holds nothing of a form that Signature Version 2 covers but what its list names", () => {
    const form =
      "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=SendMessage&MessageBody=our%20own%20words&SecurityToken=a%2Fsecret%2Ftoken" +
      "&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2026-01-02T03%3A04%3A05Z&Version=2012-11-05&Signature=c2lnbmF0dXJl";
    const sent = plainRequest([["Content-Type", "application/x-www-form-urlencoded"]], form);
    const given = exchangeOf("a-6", sent);
    const text = packExchange(given.examination, given.exchange, atEpochMs);
    for (const request of [null, sent.body.content]) {
      const { exchange } = storedRecord(unpackExchange(text, { request, response: null }), "hash", mark);
      expect(exchange.examination?.derivation?.stringToSign).toContain(
        "Action=SendMessage&MessageBody=[redacted:",
      );
      expect(JSON.stringify(exchange)).not.toMatch(/own%20words|own words|secret%2Ftoken|secret\/token/);
    }
  });

  it("names no other spelling of a hidden header's value in a proof", () => {
    const { examination, exchange } = mismatchExchange("a-7");
    const change = { part: "header x-own", from: "one  two three", to: "one two three" };
    const proof = {
      ...{
        of: "signature" as const,
        rules: ["header-value"],
        changes: [change, { ...change, part: "path" }],
      },
      ...{ canonicalRequest: "", stringToSign: "" },
    };
    const request = { ...examination.request, headers: [["X-Own", "one  two three"]] as const };
    const record = storedRecord(
      { examination: { ...examination, request, proof }, exchange, endedAtEpochMs: atEpochMs },
      "hash",
      mark,
    );
    expect(record.exchange.examination?.proof?.changes[0]).toEqual({
      part: "header x-own",
      from: mark("one  two three"),
      to: mark("one two three"),
    });
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
