import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import { queryChecks } from "../../src/diagnosis/prediction-query.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { predictionOf } from "../support/prediction-facts.ts";

const sts: ExampleRecipe = {
  method: "POST",
  url: "https://sts.us-east-1.amazonaws.com/",
  service: "sts",
  headers: [["Content-Type", "application/x-www-form-urlencoded"]],
  body: "Action=GetCallerIdentity&Version=2011-06-15",
};
const kms: ExampleRecipe = {
  method: "POST",
  url: "https://kms.us-east-1.amazonaws.com/",
  service: "kms",
  headers: [
    ["Content-Type", "application/x-amz-json-1.1"],
    ["X-Amz-Target", "TrentService.ListKeys"],
  ],
  body: "{}",
};
const lambda: ExampleRecipe = {
  url: "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/",
  service: "lambda",
};
const gateway: ExampleRecipe = {
  url: "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets",
  service: "execute-api",
};
const ec2: ExampleRecipe = {
  url: "https://ec2.us-east-1.amazonaws.com/?Action=DescribeRegions&Version=2016-11-15",
  service: "ec2",
};
const link: ExampleRecipe = {
  ...sts,
  method: "GET",
  url: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity",
  headers: [],
  body: "",
  presignedSeconds: 60,
};

const without =
  (name: string) =>
  (request: CapturedRequest): CapturedRequest =>
    withHeader(request, name, null);

function authorization(change: (text: string) => string): (request: CapturedRequest) => CapturedRequest {
  return (request) =>
    withHeader(
      request,
      "Authorization",
      change(request.headers.find(([name]) => name === "Authorization")?.[1] ?? ""),
    );
}

describe("the answers of Query and JSON services", () => {
  it.each([
    ["query", sts],
    ["json", kms],
    ["rest-json", lambda],
    ["front", gateway],
    ["ec2", ec2],
    ["query", link],
  ] as const)("are success for a correct request (%s)", (dialect, recipe) => {
    expect(predictionOf(recipe)).toEqual({ dialect, status: 200, code: null, message: null, elements: [] });
  });

  it.each([
    ["query", sts, 403, "MissingAuthenticationToken", "Request is missing Authentication Token"],
    ["json", kms, 400, "MissingAuthenticationTokenException", "Missing Authentication Token"],
    ["rest-json", lambda, 403, "MissingAuthenticationTokenException", "Missing Authentication Token"],
    ["front", gateway, 403, "MissingAuthenticationTokenException", "Missing Authentication Token"],
  ] as const)("miss a token (%s)", (dialect, recipe, status, code, message) => {
    expect(predictionOf({ ...recipe, sent: without("Authorization") })).toEqual({
      dialect,
      status,
      code,
      message,
      elements: [],
    });
  });

  it("let operations pass that take no signature, and preflights", () => {
    const web = {
      ...sts,
      body: "Action=AssumeRoleWithWebIdentity&Version=2011-06-15",
      sent: without("Authorization"),
    };
    expect(predictionOf(web).status).toBe(200);
    expect(predictionOf({ ...gateway, method: "OPTIONS", sent: without("Authorization") }).status).toBe(200);
    const signUp: ExampleRecipe = {
      method: "POST",
      url: "https://cognito-idp.us-east-1.amazonaws.com/",
      service: "cognito-idp",
      headers: [["X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth"]],
      body: "{}",
    };
    expect(predictionOf({ ...signUp, sent: without("Authorization") }).status).toBe(200);
  });

  it("refuse two mechanisms without a word", () => {
    const sent = (request: CapturedRequest): CapturedRequest => ({
      ...request,
      target: "/?X-Amz-Algorithm=AWS4-HMAC-SHA256",
    });
    expect(predictionOf({ ...sts, sent })).toMatchObject({
      status: 403,
      code: "SignatureDoesNotMatch",
      message: null,
    });
    expect(predictionOf({ ...kms, sent })).toMatchObject({
      status: 400,
      code: "InvalidSignatureException",
      message: null,
    });
  });

  it("do not know other algorithms", () => {
    expect(
      predictionOf({ ...sts, sent: authorization((text) => text.replace("AWS4-", "AWS3-")) }),
    ).toMatchObject({
      status: 400,
      code: "IncompleteSignature",
      message: "Unsupported AWS 'algorithm': 'AWS3-HMAC-SHA256'.",
    });
    const sent = (request: CapturedRequest): CapturedRequest => ({
      ...request,
      target: request.target.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
    });
    expect(predictionOf({ ...link, sent })).toMatchObject({
      status: 403,
      code: "MissingAuthenticationToken",
    });
  });

  it("hide the header of a pair without equal-sign behind its hash", () => {
    const text =
      "AWS4-HMAC-SHA256 Credential= AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00";
    expect(predictionOf({ ...sts, sent: authorization(() => text) })).toMatchObject({
      status: 400,
      code: "IncompleteSignature",
      message:
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'L7MS25xSN59HoXe6FTht241JlQmNiKIYLeXGWpX6g2U='.",
    });
    const bearer = predictionOf({ ...gateway, sent: authorization(() => "Bearer eyJhbGciOi") });
    expect(bearer).toMatchObject({ status: 403, code: "IncompleteSignatureException" });
    expect(bearer.message).not.toContain("eyJ");
  });

  it("list everything that is missing in one message", () => {
    const sent = (request: CapturedRequest): CapturedRequest =>
      without("X-Amz-Date")(authorization(() => "AWS4-HMAC-SHA256 Foo=1")(request));
    expect(predictionOf({ ...sts, sent })).toMatchObject({
      status: 400,
      code: "IncompleteSignature",
      message:
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256",
    });
  });

  it("answer version 2 as a header with nothing in it", () => {
    expect(
      predictionOf({
        ...sts,
        sent: authorization(() => "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg="),
      }).message,
    ).toBe(
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS",
    );
  });

  it("list the query parameters that are missing", () => {
    const sent = (request: CapturedRequest): CapturedRequest => ({
      ...request,
      target: request.target.replace(/&X-Amz-(?:Date|Signature)=[^&]*/g, ""),
    });
    expect(predictionOf({ ...link, sent })).toMatchObject({
      status: 400,
      code: "IncompleteSignature",
      message:
        "AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
    });
  });

  it("want the host signed", () => {
    expect(predictionOf({ ...kms, sent: authorization((text) => text.replace("host;", "")) })).toMatchObject({
      status: 400,
      code: "InvalidSignatureException",
      message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    });
  });

  it("want ISO 8601, basic or extended", () => {
    const dated =
      (text: string) =>
      (request: CapturedRequest): CapturedRequest =>
        withHeader(request, "X-Amz-Date", text);
    expect(predictionOf({ ...sts, sent: dated("Fri, 02 Jan 2026 03:04:05 GMT") })).toMatchObject({
      status: 400,
      code: "IncompleteSignature",
      message:
        "Date must be in ISO-8601 'basic format'. Got 'Fri, 02 Jan 2026 03:04:05 GMT'. See http://en.wikipedia.org/wiki/ISO_8601",
    });
    expect(predictionOf({ ...sts, sent: dated("2026-01-02T03:04:05Z") }, { verdict: "valid" }).status).toBe(
      200,
    );
  });

  it.each([
    [
      sts,
      "20260102T033405Z",
      403,
      "SignatureDoesNotMatch",
      "Signature expired: 20260102T030405Z is now earlier than 20260102T031905Z (20260102T033405Z - 15 min.)",
    ],
    [
      kms,
      "20260102T033405Z",
      400,
      "InvalidSignatureException",
      "Signature expired: 20260102T030405Z is now earlier than 20260102T032905Z (20260102T033405Z - 5 min.)",
    ],
    [
      sts,
      "20260102T023405Z",
      403,
      "SignatureDoesNotMatch",
      "Signature not yet current: 20260102T030405Z is still later than 20260102T024905Z (20260102T023405Z + 15 min.)",
    ],
    [
      lambda,
      "20260102T023405Z",
      403,
      "InvalidSignatureException",
      "Signature not yet current: 20260102T030405Z is still later than 20260102T023905Z (20260102T023405Z + 5 min.)",
    ],
    [
      ec2,
      "20260102T033405Z",
      401,
      "AuthFailure",
      "AWS was not able to validate the provided access credentials",
    ],
    [
      link,
      "20260102T033405Z",
      403,
      "SignatureDoesNotMatch",
      "Signature expired: 20260102T030405Z is now earlier than 20260102T031905Z (20260102T033405Z - 15 min.)",
    ],
  ])(
    "name the request's time, the limit and the server's time (%#)",
    (recipe, now, status, code, message) => {
      expect(predictionOf({ ...recipe, date: "20260102T030405Z", now })).toMatchObject({
        status,
        code,
        message,
      });
    },
  );

  it("do not look at X-Amz-Expires", () => {
    expect(predictionOf({ ...link, now: "20260102T031000Z" }).status).toBe(200);
  });

  it("print a credential that is not five elements, but no secret", () => {
    const wrong = (credential: string) =>
      authorization((text) => text.replace(/Credential=[^,]*/, `Credential=${credential}`));
    expect(
      predictionOf({ ...kms, sent: wrong("AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/aws4_request") }),
    ).toMatchObject({
      status: 400,
      code: "IncompleteSignatureException",
      message:
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/aws4_request'",
    });
    expect(
      predictionOf({
        ...kms,
        sent: wrong("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY/20260102/us-east-1/kms/aws4_request"),
      }).message,
    ).toBe(
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'wJal…/20260102/us-east-1/kms/aws4_request'",
    );
  });

  it.each([
    [{ region: "eu-west-1" }, "Credential should be scoped to a valid region, not 'eu-west-1'. "],
    [{ service: "iam" }, "Credential should be scoped to correct service: 'sts'. "],
    [
      { terminator: "aws4" },
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. ",
    ],
    [
      { date: "20260101" },
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260101' != '20260102', from '20260102T030405Z'.",
    ],
    [
      { region: "eu-west-1", service: "iam", terminator: "aws4", date: "20260101" },
      "Credential should be scoped to a valid region, not 'eu-west-1'. Credential should be scoped to correct service: 'sts'. Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260101' != '20260102', from '20260102T030405Z'.",
    ],
  ])("join what is wrong with the scope: %o", (scope, message) => {
    expect(predictionOf({ ...sts, scope })).toMatchObject({
      status: 403,
      code: "SignatureDoesNotMatch",
      message,
    });
  });

  it("name SageMaker's signing name", () => {
    const invoke: ExampleRecipe = {
      method: "POST",
      url: "https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/e/invocations",
      service: "runtime.sagemaker",
      body: "x",
    };
    expect(predictionOf(invoke).message).toBe(
      "Credential should be scoped to correct service: 'sagemaker'. ",
    );
  });

  it.each([
    [sts, 403, "InvalidClientTokenId", "ExpiredToken", 403],
    [kms, 400, "UnrecognizedClientException", "ExpiredTokenException", 400],
    [ec2, 401, "AuthFailure", "AuthFailure", 401],
  ])("word keys and tokens (%#)", (recipe, status, unknown, expired, expiredStatus) => {
    const temporary = { ...recipe, accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: "IQoJtoken" };
    expect(predictionOf(recipe, { accessKeyIdKnown: false })).toMatchObject({ status, code: unknown });
    expect(predictionOf({ ...recipe, accessKeyId: "ASIAIOSFODNN7EXAMPLE" })).toMatchObject({
      status,
      code: unknown,
    });
    expect(predictionOf(temporary, { token: "malformed" })).toMatchObject({ status, code: unknown });
    expect(predictionOf(temporary, { token: "expired" })).toMatchObject({
      status: expiredStatus,
      code: expired,
    });
  });

  it("end the sentence about a key with a full stop and that about a broken token without", () => {
    expect(predictionOf(sts, { accessKeyIdKnown: false }).message).toBe(
      "The security token included in the request is invalid.",
    );
    expect(predictionOf({ ...sts, sessionToken: "x" }).message).toBe(
      "The security token included in the request is invalid",
    );
  });

  it("quote both texts for a mismatch", () => {
    const prediction = predictionOf({ ...lambda, secret: "wrong" });
    expect(prediction).toMatchObject({ status: 403, code: "InvalidSignatureException" });
    expect(prediction.message).toMatch(
      /^The request signature we calculated does not match the signature you provided\. Check your AWS Secret Access Key and signing method\. Consult the service documentation for details\.\n\nThe Canonical String for this request should have been\n'GET\n\/2015-03-31\/functions\/\n\nhost:lambda\.us-east-1\.amazonaws\.com\nx-amz-date:20260102T030405Z\n\nhost;x-amz-date\ne3b0[0-9a-f]{60}'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260102T030405Z\n20260102\/us-east-1\/lambda\/aws4_request\n[0-9a-f]{64}'\n$/,
    );
    expect(predictionOf({ ...ec2, secret: "wrong" })).toMatchObject({
      status: 401,
      code: "AuthFailure",
      message: "AWS was not able to validate the provided access credentials",
    });
  });

  it("do not show a session token in them", () => {
    const message =
      predictionOf(
        { ...sts, secret: "wrong", accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: "IQoJsecrettoken" },
        { verdict: "mismatch" },
      ).message ?? "";
    expect(message).not.toContain("IQoJ");
    expect(message).toContain("x-amz-security-token:[redacted]");
  });

  it("refuse a bad query string before everything but the path", () => {
    const target =
      (text: string) =>
      (request: CapturedRequest): CapturedRequest => ({ ...without("Authorization")(request), target: text });
    expect(predictionOf({ ...sts, sent: target("/?a=%zz") })).toMatchObject({
      status: 400,
      code: "MalformedQueryString",
      message: "Illegal hex character in escape % pattern: %zz",
    });
    expect(predictionOf({ ...sts, sent: target("/?a=%2") })).toMatchObject({
      code: "MalformedQueryString",
      message: "Incomplete trailing escape % sequence",
    });
    expect(predictionOf({ ...sts, sent: target("/%zz?a=%zz") })).toMatchObject({
      status: 400,
      code: null,
      message: null,
    });
    expect(predictionOf({ ...sts, sent: target("/a/../../b") })).toMatchObject({
      status: 400,
      code: null,
      message: null,
    });
  });
});

describe("the order of their checks", () => {
  it("is the measured one", () => {
    expect(queryChecks.map(({ name }) => name)).toEqual([
      "path",
      "query string",
      "one mechanism",
      "algorithm",
      "key=value pairs",
      "header components",
      "query parameters",
      "host signed",
      "date",
      "not expired",
      "not in the future",
      "credential has five elements",
      "scope",
      "token intact",
      "token not expired",
      "access key",
      "signature",
    ]);
    for (const check of queryChecks) expect(check.source, check.name).toMatch(/scratchstack/);
  });

  it.each([
    [
      "expiry over region",
      { ...sts, region: "eu-west-1", date: "20260102T030405Z", now: "20260102T050000Z" },
      /^Signature expired/,
    ],
    [
      "host over expiry",
      {
        ...sts,
        date: "20260102T030405Z",
        now: "20260102T050000Z",
        sent: authorization((text: string) => text.replace("host;", "")),
      },
      /^'Host'/,
    ],
    [
      "expiry over arity",
      {
        ...sts,
        date: "20260102T030405Z",
        now: "20260102T050000Z",
        sent: authorization((text: string) => text.replace("/us-east-1/", "/")),
      },
      /^Signature expired/,
    ],
    ["region over key", { ...sts, region: "eu-west-1" }, /^Credential should be scoped to a valid region/],
    ["key over signature", { ...sts, secret: "wrong" }, /^The security token included/],
  ] as const)("puts %s", (_, recipe, message) => {
    expect(predictionOf(recipe, { accessKeyIdKnown: false }).message).toMatch(message);
  });
});
