import { describe, expect, it } from "vitest";
import { exampleResponse, exampleSecret } from "../../src/diagnosis/example.ts";
import { exportedStored } from "../../src/report/exported-exchange.ts";
import type { StoredExchange } from "../../src/report/stored-exchange.ts";
import { canaryCookie, canaryToken } from "../support/examination-samples.ts";
import { exportedSample } from "../support/exported-samples.ts";

const url = "https://dynamodb.us-east-1.amazonaws.com/";

describe("an exported exchange", () => {
  it("keeps bodies that hold no secret, exactly", () => {
    const { requestBody, response } = exportedSample({
      method: "POST",
      url,
      service: "dynamodb",
      body: '{"TableName":"t"}',
      response: exampleResponse(200, [["x-amzn-RequestId", "7"]], "{}"),
    });
    expect(requestBody).toEqual({ bytes: 17, text: '{"TableName":"t"}', exact: true });
    expect(response).toEqual({
      status: 200,
      reason: "",
      headers: [["x-amzn-RequestId", "7"]],
      body: { bytes: 2, text: "{}", exact: true },
    });
  });

  it("leaves out bodies of operations that carry credentials, but not their errors", () => {
    const recipe = {
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      headers: [["Content-Type", "application/x-www-form-urlencoded"]] as const,
      body: "Action=AssumeRole&Version=2011-06-15",
    };
    const granted = exportedSample({
      ...recipe,
      response: exampleResponse(200, [], "<SecretAccessKey>canary</SecretAccessKey>"),
    });
    expect(granted.requestBody).toEqual({ bytes: 36, text: null, exact: false });
    expect(granted.response?.body.text).toBeNull();
    const refused = exportedSample({
      ...recipe,
      response: exampleResponse(403, [], "<Code>AccessDenied</Code>"),
    });
    expect(refused.response?.body.text).toBe("<Code>AccessDenied</Code>");
  });

  it("shows no secret anywhere, whole signatures neither", () => {
    const exchange = exportedSample({
      method: "POST",
      url,
      service: "dynamodb",
      sessionToken: canaryToken,
      headers: [["Cookie", canaryCookie]],
      body: `{"echo":"${canaryToken}"}`,
      response: exampleResponse(400, [["Set-Cookie", canaryCookie]], `{"message":"${canaryToken}"}`),
    });
    const text = JSON.stringify(exchange);
    for (const secret of [canaryToken, canaryCookie, exampleSecret]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/Signature=[0-9a-f]{9}/);
    expect(exchange.requestBody.exact).toBe(false);
  });
});

describe("an exchange of evidence", () => {
  const sample = exportedSample({ url });
  const { examination } = sample;
  const stored: StoredExchange = {
    kind: "exchange",
    schema: "countersign.exchange/1",
    sequence: 1,
    id: "1",
    state: "complete",
    reason: null,
    receivedAt: "2026-01-02T03:04:05.000Z",
    connection: null,
    request: {
      ...examination.request,
      body: { kept: "base64", base64: "AP8=", redacted: false },
      bodyBytes: 2,
    },
    response: {
      status: 200,
      reason: "OK",
      headers: [["Server", "x"]],
      bodyBytes: 8,
      bodySha256Hex: null,
      body: { kept: "text", text: "a [redacted]", redacted: true },
    },
    selfCheck: null,
    timings: { waitMs: 7, totalMs: 9 },
    examination,
    nested: [{ ...examination, id: "1.1" }],
  };

  it("is exported with what was kept of it, and with the signed requests inside", () => {
    const [outer, inner, ...more] = exportedStored(stored);
    expect(outer).toEqual({
      examination,
      requestBody: { bytes: 2, text: "\0\xff", exact: true },
      response: {
        status: 200,
        reason: "OK",
        headers: [["Server", "x"]],
        body: { bytes: 8, text: "a [redacted]", exact: false },
      },
      requestEpochMs: 1_767_323_045_000,
      responseEpochMs: 1_767_323_045_007,
      interrupted: null,
    });
    expect(inner?.examination.id).toBe("1.1");
    expect(inner?.response).toBeNull();
    expect(more).toEqual([]);
  });

  it("says how it ended, and that a body is missing", () => {
    const absent = { ...stored.request, body: { kept: "absent", reason: "too-long" } as const };
    const [one] = exportedStored({
      ...stored,
      state: "truncated",
      reason: "reset",
      request: absent,
      nested: [],
    });
    expect(one?.interrupted).toBe("truncated: reset");
    expect(one?.requestBody).toEqual({ bytes: 2, text: null, exact: false });
  });

  it("is nothing where it was never examined", () => {
    expect(exportedStored({ ...stored, examination: null, state: "interrupted" })).toEqual([]);
  });
});
