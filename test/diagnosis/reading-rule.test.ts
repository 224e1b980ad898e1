import { describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { readingRule } from "../../src/diagnosis/reading-rule.ts";
import { endpointOf } from "../../src/endpoints/endpoint.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";

function ruleFor(host: string, service: string) {
  const reading = parseEnvelope(signedExample({ url: `https://${host}/`, service }).request);
  if (reading.kind !== "read") throw new Error(reading.kind);
  return readingRule(reading.envelope, endpointOf(host));
}

describe("the reading rule", () => {
  it("follows the host where it is known", () => {
    expect(ruleFor("sqs.us-east-1.amazonaws.com", "sqs")).toEqual({ pathEncoding: "double", service: "sqs" });
    expect(ruleFor("s3.us-east-1.amazonaws.com", "sqs")).toEqual({ pathEncoding: "single", service: "s3" });
  });

  it("takes the alternative of a host that the client signed for", () => {
    const rule = ruleFor("a1b2c3-ats.iot.us-east-1.amazonaws.com", "iotdevicegateway");
    expect(rule).toEqual({ pathEncoding: "double", service: "iotdevicegateway" });
  });

  it("follows the claimed name behind a name of one's own", () => {
    expect(ruleFor("files.example.com", "s3")).toEqual({ pathEncoding: "single", service: "s3" });
    expect(ruleFor("api.example.com", "execute-api")).toEqual({
      pathEncoding: "double",
      service: "execute-api",
    });
  });

  it("says when no table knows the service", () => {
    expect(ruleFor("example.com", "service")).toEqual({
      pathEncoding: "double",
      service: "service",
      unknownService: true,
    });
  });
});
