import { describe, expect, it } from "vitest";
import { answerIds, idHeaders, idStyle } from "../../src/sandbox/request-ids.ts";

const ids = { requestId: "R", hostId: "ab+/cd==" };

describe("the ids of an answer", () => {
  it("are spelled as the service spells them", () => {
    expect(answerIds("s3").requestId).toMatch(/^[0-9A-F]{16}$/);
    expect(answerIds("other").requestId).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(answerIds("s3").hostId).toMatch(/^[A-Za-z0-9+/=]{70,}$/);
  });

  it.each([
    ["s3", ["x-amz-request-id", "x-amz-id-2"]],
    ["s3express", ["x-amz-request-id", "x-amz-id-2"]],
    ["execute-api", ["x-amzn-RequestId", "x-amz-apigw-id"]],
    ["aoss", ["x-request-id"]],
    ["sts", ["x-amzn-RequestId"]],
    [null, ["x-amzn-RequestId"]],
  ] as const)("of %s travel in its headers", (signingName, names) => {
    expect(idHeaders(idStyle(signingName), ids).map(([name]) => name)).toEqual(names);
  });

  it("keep API Gateway's second id to letters and digits", () => {
    expect(idHeaders("gateway", ids)[1]).toEqual(["x-amz-apigw-id", "abcd="]);
  });
});
