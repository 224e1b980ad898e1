import { describe, expect, it } from "vitest";
import { findingRecord, unexplainedRecord } from "../../src/telemetry/finding-record.ts";
import { someFacts, someFinding } from "../support/telemetry.ts";

describe("the record of a finding", () => {
  it("has severity, body and the attributes of the exchange", () => {
    const facts = someFacts({ verdict: "mismatch", causes: ["content-type-changed"], status: 403 });
    expect(findingRecord(someFinding, facts)).toEqual({
      eventName: "countersign.finding",
      timestamp: 1_767_323_045_020,
      observedTimestamp: 1_767_323_045_020,
      severityNumber: 17,
      severityText: "ERROR",
      body: "The Content-Type was changed: It was signed as text/plain.",
      attributes: {
        "rpc.system": "aws-api",
        "rpc.service": "dynamodb",
        "rpc.method": "ListTables",
        "cloud.region": "us-east-1",
        "server.address": "dynamodb.us-east-1.amazonaws.com",
        "http.response.status_code": 403,
        "countersign.verdict": "mismatch",
        "countersign.examination.id": "e-1",
        "countersign.rule": "content-type-changed",
        "countersign.certainty": "proven",
        "countersign.stage": "headers",
        "countersign.blame": "intermediary",
        "countersign.fix": "Leave it alone.",
        "countersign.cause": true,
      },
    });
  });

  it("has the severities of OpenTelemetry", () => {
    const severity = (one: "warning" | "note"): unknown =>
      findingRecord({ ...someFinding, severity: one }, someFacts()).severityNumber;
    expect([severity("warning"), severity("note")]).toEqual([13, 9]);
  });

  it("is bounded", () => {
    const { body } = findingRecord({ ...someFinding, detail: "x".repeat(10_000) }, someFacts());
    expect(String(body)).toHaveLength(4096);
  });
});

describe("the record of a request that nothing explains", () => {
  it("is one for each that fails without a cause, and none for others", () => {
    expect(unexplainedRecord(someFacts({ verdict: "mismatch" }))).toMatchObject({
      eventName: "countersign.unexplained",
      severityText: "ERROR",
      body: "The signature does not match, and nothing that countersign knows reproduces it",
    });
    expect(unexplainedRecord(someFacts({ verdict: "malformed" }))?.body).toBe("The envelope cannot be read");
    expect(unexplainedRecord(someFacts({ verdict: "mismatch", causes: ["x"] }))).toBeNull();
    expect(unexplainedRecord(someFacts())).toBeNull();
  });
});
