import { describe, expect, it } from "vitest";
import { errorType, spanWords } from "../../src/telemetry/telemetry-span.ts";
import { someFacts } from "../support/telemetry.ts";

describe("the span of an exchange", () => {
  it("is named Service.Operation, with the attributes of the AWS and HTTP conventions", () => {
    const facts = someFacts({ requestId: "R1", extendedRequestId: "E1" });
    expect(spanWords(facts)).toEqual({
      name: "dynamodb.ListTables",
      failed: false,
      attributes: {
        "rpc.system": "aws-api",
        "rpc.service": "dynamodb",
        "rpc.method": "ListTables",
        "cloud.region": "us-east-1",
        "server.address": "dynamodb.us-east-1.amazonaws.com",
        "server.port": 443,
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "http.request.body.size": 2,
        "http.response.body.size": 22,
        "network.protocol.version": "1.1",
        "url.full": "https://dynamodb.us-east-1.amazonaws.com/",
        "url.path": "/",
        "url.scheme": "https",
        "aws.request_id": "R1",
        "aws.extended_request_id": "E1",
        "countersign.verdict": "valid",
        "countersign.examination.id": "e-1",
        "countersign.envelope.form": "authorization-header",
        "countersign.exchange.state": "complete",
        "countersign.causes": [],
      },
    });
  });

  it("is named by what is known", () => {
    const name = (more: Parameters<typeof someFacts>[0]): string => spanWords(someFacts(more)).name;
    expect(name({ operation: null })).toBe("dynamodb POST");
    expect(name({ service: null })).toBe("POST");
  });

  it("failed where the answer did, or where there is none", () => {
    const failure = (more: Parameters<typeof someFacts>[0]): string | null => errorType(someFacts(more));
    expect(failure({ status: 403, errorCode: "SignatureDoesNotMatch" })).toBe("SignatureDoesNotMatch");
    expect(failure({ status: 503 })).toBe("503");
    expect(failure({ state: "upstream-error", status: null })).toBe("upstream-error");
    expect(failure({ status: 304 })).toBeNull();
    expect(spanWords(someFacts({ status: 403 }))).toMatchObject({
      failed: true,
      attributes: { "error.type": "403" },
    });
  });

  it("names a port that is not the usual one", () => {
    const { attributes } = spanWords(
      someFacts({ host: "localhost", port: 4566, scheme: "http", path: "/b/k" }),
    );
    expect(attributes["url.full"]).toBe("http://localhost:4566/b/k");
  });
});
