import { describe, expect, it } from "vitest";
import { exampleResponse, exampleSecret } from "../../src/diagnosis/example.ts";
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
