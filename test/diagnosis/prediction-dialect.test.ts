import { describe, expect, it } from "vitest";
import { dialectOf } from "../../src/diagnosis/prediction-dialect.ts";
import { endpointOf } from "../../src/endpoints/endpoint.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import type { RawHeaders } from "../../src/http/raw-headers.ts";

function dialect(
  host: string,
  headers: RawHeaders = [],
  scopeService: string | null = null,
  target = "/",
): string {
  const request: CapturedRequest = {
    method: "POST",
    scheme: "https",
    authority: host,
    target,
    httpVersion: "1.1",
    headers,
    body: wholeBody(new Uint8Array(0)),
    connection: null,
    receivedAtEpochMs: null,
  };
  return dialectOf(endpointOf(host), request, scopeService);
}

describe("dialectOf", () => {
  it.each([
    ["bucket.s3.us-east-1.amazonaws.com", "s3"],
    ["b--use1-az1--x-s3.s3express-use1-az1.us-east-1.amazonaws.com", "s3"],
    ["sts.amazonaws.com", "query"],
    ["sns.us-east-1.amazonaws.com", "query"],
    ["ec2.us-east-1.amazonaws.com", "ec2"],
    ["dynamodb.us-east-1.amazonaws.com", "json"],
    ["redshift-data.us-east-1.amazonaws.com", "json"],
    ["lambda.us-east-1.amazonaws.com", "rest-json"],
    ["runtime.sagemaker.us-east-1.amazonaws.com", "rest-json"],
    ["route53.amazonaws.com", "rest-xml"],
    ["abc123.execute-api.us-east-1.amazonaws.com", "front"],
    ["search-d.us-east-1.es.amazonaws.com", "opensearch"],
    ["es.us-east-1.amazonaws.com", "rest-json"],
    ["abc.us-east-1.aoss.amazonaws.com", "aoss"],
    ["aoss.us-east-1.amazonaws.com", "json"],
    ["abc.lambda-url.us-east-1.on.aws", "lambda-url"],
    ["abc.appsync-api.us-east-1.amazonaws.com", "appsync"],
    ["appsync.us-east-1.amazonaws.com", "rest-json"],
    ["db.cluster-abc.us-east-1.neptune.amazonaws.com", "neptune"],
    ["abc-ats.iot.us-east-1.amazonaws.com", "rest-json"],
  ])("reads %s as %s", (host, expected) => {
    expect(dialect(host)).toBe(expected);
  });

  it("lets the request decide where a service speaks two", () => {
    const form: RawHeaders = [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"]];
    expect(dialect("sqs.us-east-1.amazonaws.com", form)).toBe("query");
    expect(dialect("sqs.us-east-1.amazonaws.com", [["X-Amz-Target", "AmazonSQS.SendMessage"]])).toBe("json");
    expect(dialect("dynamodb.us-east-1.amazonaws.com", form)).toBe("json");
  });

  it("takes the WebSocket of IoT for a dialect of its own", () => {
    expect(dialect("abc-ats.iot.us-east-1.amazonaws.com", [], null, "/mqtt")).toBe("iot-websocket");
    expect(dialect("mqtt.example.org", [], "iotdevicegateway", "/mqtt?X-Amz-Date=1")).toBe("iot-websocket");
  });

  it("goes by scope and request where the host says nothing", () => {
    expect(dialect("localhost:9000", [], "s3")).toBe("s3");
    expect(dialect("localhost:4566", [["X-Amz-Target", "T.Op"]], "dynamodb")).toBe("json");
    expect(dialect("localhost:4566", [], "sts", "/?Action=GetCallerIdentity")).toBe("query");
    expect(dialect("api.example.org", [], "execute-api")).toBe("front");
    expect(dialect("example.org")).toBe("rest-json");
  });
});
