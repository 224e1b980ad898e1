import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import {
  appSyncChecks,
  iotChecks,
  lambdaUrlChecks,
  openSearchChecks,
} from "../../src/diagnosis/prediction-front.ts";
import { predictionOf } from "../support/prediction-facts.ts";

const unsigned: ExampleRecipe["sent"] = (request) => withHeader(request, "Authorization", null);

describe("front ends with words of their own", () => {
  it.each([
    [
      "https://abc.lambda-url.us-east-1.on.aws/",
      "GET",
      403,
      "AccessDeniedException",
      "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    ],
    [
      "https://search-d-abc.us-east-1.es.amazonaws.com/_search",
      "POST",
      403,
      "AccessDeniedException",
      "User: anonymous is not authorized to perform: es:ESHttpPost because no resource-based policy allows the es:ESHttpPost action",
    ],
    [
      "https://abc.appsync-api.us-east-1.amazonaws.com/graphql",
      "POST",
      401,
      "UnauthorizedException",
      "Valid authorization header not provided.",
    ],
  ])("answer an unsigned request to %s", (url, method, status, code, message) => {
    expect(predictionOf({ url, method, sent: unsigned })).toMatchObject({ status, code, message });
  });

  it("let an unsigned preflight pass", () => {
    const url = "https://abc.lambda-url.us-east-1.on.aws/";
    expect(predictionOf({ url, method: "OPTIONS", sent: unsigned }).status).toBe(200);
  });

  it("keep the common order behind their own row", () => {
    for (const checks of [lambdaUrlChecks, openSearchChecks, appSyncChecks]) {
      expect(checks[0]?.name).toBe("any signature");
      expect(checks.slice(1).map(({ name }) => name)).toContain("one mechanism");
      expect(checks.at(-1)?.name).toBe("signature");
    }
  });
});

describe("IoT's WebSocket", () => {
  const mqtt: ExampleRecipe = {
    url: "https://abc-ats.iot.us-east-1.amazonaws.com/mqtt",
    service: "iotdevicegateway",
    presignedSeconds: 86_400,
  };

  it("is upgraded when the signature is right", () => {
    expect(predictionOf(mqtt)).toMatchObject({ dialect: "iot-websocket", status: 101, code: null });
  });

  it("is refused with the sentence alone, without canonical texts", () => {
    expect(predictionOf({ ...mqtt, secret: "another" })).toMatchObject({
      status: 403,
      code: "ForbiddenException",
      message:
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    });
    expect(iotChecks.map(({ name }) => name)).not.toContain("path");
  });

  it("takes five minutes either way, as its answers say", () => {
    expect(predictionOf({ ...mqtt, now: "20260102T031000Z" }).message).toBe(
      "Signature expired: 20260102T030405Z is now earlier than 20260102T030500Z (20260102T031000Z - 5 min.)",
    );
  });
});
