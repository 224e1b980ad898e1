import { describe, expect, it } from "vitest";
import { answerOf, errorBody } from "../../src/inputs/error-body.ts";

const shown = `<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256
20220923T132717Z
20220923/us-east-1/s3/aws4_request
${"a".repeat(64)}</StringToSign><SignatureProvided>${"5".repeat(64)}</SignatureProvided><CanonicalRequest>GET
/index.html

host:b.s3.amazonaws.com
x-amz-date:20220923T132717Z

host;x-amz-date
UNSIGNED-PAYLOAD</CanonicalRequest></Error>`;

describe("errorBody", () => {
  it("makes the request up again from the server's texts", () => {
    expect(errorBody(shown)).toMatchObject([
      {
        origin: "server-texts",
        response: { status: 403 },
        request: {
          method: "GET",
          authority: "b.s3.amazonaws.com",
          target: "/index.html",
          headers: [
            ["host", "b.s3.amazonaws.com"],
            ["x-amz-date", "20220923T132717Z"],
            [
              "Authorization",
              `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20220923/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${"5".repeat(64)}`,
            ],
          ],
        },
      },
    ]);
  });
  it.each([
    "An error occurred (SignatureDoesNotMatch) when calling the PutObject operation: The request signature",
    '{"message":"Credential should be scoped to a valid region"}',
    "<Error><Code>AccessDenied</Code></Error>",
  ])("keeps %s as an answer without a request", (text) => {
    expect(errorBody(text)).toMatchObject([{ origin: "none", request: { method: "" } }]);
  });
  it("refuses nothing at all", () => {
    expect(errorBody(" \n")).toMatchObject({ code: "ERR_INPUT_EMPTY" });
  });
});

describe("answerOf", () => {
  it.each([
    ["(Service: Lambda, Status Code: 403, Request ID: x) InvalidSignatureException", 403],
    ['{"__type":"InvalidSignatureException"}', 400],
    ["<Error><Code>SignatureDoesNotMatch</Code></Error>", 403],
    ["<Error><Code>AuthorizationHeaderMalformed</Code></Error>", 400],
  ])("gives %s the status %i", (body, status) => {
    expect(answerOf(body).status).toBe(status);
  });
});
