import { describe, expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { mayBeAnonymous, mayUseOtherScheme } from "../../src/diagnosis/unsigned-services.ts";

function contextOf(method: string, url: string, body = "") {
  const { request, response, knowledge, nowEpochMs } = signedExample({ method, url, body });
  const unsigned = { ...request, headers: request.headers.filter(([name]) => name === "Host") };
  const subject = {
    id: "x",
    input: null,
    index: 0,
    request: unsigned,
    response,
    selfCheck: null,
    nowEpochMs,
  };
  return examined(subject, createExaminer(knowledge, [])).context;
}

describe("mayBeAnonymous", () => {
  it.each([
    ["GET", "https://b.s3.us-east-1.amazonaws.com/k", "", true],
    ["PUT", "https://b.s3.us-east-1.amazonaws.com/k", "", false],
    ["OPTIONS", "https://sqs.us-east-1.amazonaws.com/", "", true],
    ["POST", "https://sqs.us-east-1.amazonaws.com/", "", false],
    ["POST", "https://sts.us-east-1.amazonaws.com/", "Action=AssumeRoleWithSAML&Version=2011-06-15", true],
    ["POST", "https://sts.us-east-1.amazonaws.com/", "Action=GetCallerIdentity&Version=2011-06-15", false],
    ["POST", "https://cognito-idp.us-east-1.amazonaws.com/", "{}", true],
    ["GET", "https://example.com/", "", true],
    ["POST", "https://abcd.lambda-url.us-east-1.on.aws/", "{}", true],
    ["POST", "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/a/invocations", "{}", false],
    ["GET", "https://search-a.us-east-1.es.amazonaws.com/_search", "", true],
    ["GET", "https://es.us-east-1.amazonaws.com/2021-01-01/domain", "", false],
  ])("of %s %s %s is %s", (method, url, body, expected) => {
    expect(mayBeAnonymous(contextOf(method, url, body))).toBe(expected);
  });
});

describe("mayUseOtherScheme", () => {
  it.each([
    ["https://a.execute-api.us-east-1.amazonaws.com/", true],
    ["https://bedrock-runtime.us-east-1.amazonaws.com/", true],
    ["https://sqs.us-east-1.amazonaws.com/", false],
    ["https://b.s3.us-east-1.amazonaws.com/", false],
  ])("of %s is %s", (url, expected) => {
    expect(mayUseOtherScheme(contextOf("GET", url))).toBe(expected);
  });
});
