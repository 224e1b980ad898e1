import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import { s3HeaderChecks, s3PresignedChecks } from "../../src/diagnosis/prediction-s3.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import { at, predictionOf } from "../support/prediction-facts.ts";

const url = "https://bucket.s3.eu-central-1.amazonaws.com/key";
const get: ExampleRecipe = { url, region: "eu-central-1" };
const link: ExampleRecipe = { url, region: "eu-central-1", presignedSeconds: 3600 };

function authorization(change: (text: string) => string): (request: CapturedRequest) => CapturedRequest {
  return (request) =>
    withHeader(
      request,
      "Authorization",
      change(request.headers.find(([name]) => name === "Authorization")?.[1] ?? ""),
    );
}

function query(change: (target: string) => string): (request: CapturedRequest) => CapturedRequest {
  return (request) => ({ ...request, target: change(request.target) });
}

const tooSkewed = "The difference between the request time and the current time is too large.";

describe("S3's answer to a header-signed request", () => {
  it("is success for a correct request", () => {
    expect(predictionOf(get)).toEqual({
      dialect: "s3",
      status: 200,
      code: null,
      message: null,
      elements: [],
    });
  });

  it("is success for what is well-formed and cannot be verified", () => {
    expect(predictionOf(get, { verdict: "unverifiable", accessKeyIdKnown: null }).status).toBe(200);
  });

  it("names the second mechanism", () => {
    const prediction = predictionOf({
      ...get,
      sent: query((target) => `${target}?X-Amz-Algorithm=AWS4-HMAC-SHA256`),
    });
    expect(prediction).toMatchObject({
      status: 400,
      code: "InvalidArgument",
      message:
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    });
    expect(prediction.elements[0]).toEqual(["ArgumentName", "Authorization"]);
    expect(prediction.elements[1]?.[1]).toContain("Signature=[redacted]");
  });

  it("is AccessDenied without any signature", () => {
    expect(
      predictionOf({ ...get, sent: (request) => withHeader(request, "Authorization", null) }),
    ).toMatchObject({ status: 403, code: "AccessDenied", message: "Access Denied" });
  });

  it("refuses another scheme before it looks for a date, and does not repeat the bearer", () => {
    const sent = (request: CapturedRequest): CapturedRequest =>
      withHeader(withHeader(request, "Authorization", "Bearer abc.def"), "X-Amz-Date", null);
    expect(predictionOf({ ...get, sent })).toMatchObject({
      status: 400,
      code: "InvalidArgument",
      message: "Unsupported Authorization Type",
      elements: [
        ["ArgumentName", "Authorization"],
        ["ArgumentValue", "Bearer [redacted]"],
      ],
    });
  });

  it("asks for version 4", () => {
    expect(
      predictionOf({
        ...get,
        sent: authorization(() => "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg="),
      }),
    ).toMatchObject({
      status: 400,
      code: "InvalidRequest",
      message: "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    });
  });

  it("asks for version 4 for KMS keys by name", () => {
    const sent = authorization(() => "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=");
    expect(
      predictionOf({ ...get, headers: [["x-amz-server-side-encryption", "aws:kms"]], sent }),
    ).toMatchObject({
      status: 400,
      code: "InvalidArgument",
      message:
        "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
    });
  });

  it.each([
    ["no date at all", (request: CapturedRequest) => withHeader(request, "X-Amz-Date", null)],
    [
      "a date in extended form",
      (request: CapturedRequest) => withHeader(request, "X-Amz-Date", "2026-01-02T03:04:05Z"),
    ],
  ])("wants a date: %s", (_, sent) => {
    expect(predictionOf({ ...get, sent })).toMatchObject({
      status: 403,
      code: "AccessDenied",
      message: "AWS authentication requires a valid Date or x-amz-date header",
    });
  });

  it("gives two date formats for a skewed clock", () => {
    expect(predictionOf({ ...get, date: "20260102T030405Z", now: "20260102T032405Z" })).toMatchObject({
      status: 403,
      code: "RequestTimeTooSkewed",
      message: tooSkewed,
      elements: [
        ["RequestTime", "20260102T030405Z"],
        ["ServerTime", "2026-01-02T03:24:05Z"],
        ["MaxAllowedSkewMilliseconds", "900000"],
      ],
    });
  });

  it("allows exactly 15 minutes, both ways, and judges no time without a clock", () => {
    expect(predictionOf({ ...get, date: "20260102T030405Z", now: "20260102T031905Z" }).status).toBe(200);
    expect(predictionOf({ ...get, date: "20260102T030405Z", now: "20260102T024905Z" }).status).toBe(200);
    expect(predictionOf({ ...get, date: "20260102T030405Z", now: "20260102T024904Z" }).code).toBe(
      "RequestTimeTooSkewed",
    );
    expect(predictionOf({ ...get, date: "20200102T030405Z" }, { nowEpochMs: null }).status).toBe(200);
  });

  const malformed = "The authorization header is malformed; ";
  it.each([
    [
      "AWS4-HMAC-SHA256",
      `${malformed}the authorization header requires three components: Credential, SignedHeaders, and Signature.`,
    ],
    [
      "AWS4-HMAC-SHA256 Credential=A/20260102/r/s3/aws4_request SignedHeaders=host Signature=00",
      `${malformed}the authorization header requires three components: Credential, SignedHeaders, and Signature.`,
    ],
    [
      "AWS4-HMAC-SHA256 SignedHeaders=host, Credential=A/20260102/r/s3/aws4_request, Signature=00",
      `${malformed}missing Credential.`,
    ],
    [
      "AWS4-HMAC-SHA256 Credential=A/20260102/r/s3/aws4_request, Signature=00, SignedHeaders=host",
      `${malformed}missing SignedHeaders.`,
    ],
    [
      "AWS4-HMAC-SHA256 Credential=A/20260102/r/s3/aws4_request, SignedHeaders=host, Signed=00",
      `${malformed}missing Signature.`,
    ],
    [
      "AWS4-HMAC-SHA256 Credential= A/20260102/r/s3/aws4_request, SignedHeaders=host, Signature=00",
      `${malformed}the authorization component "Credential= A/20260102/r/s3/aws4_request" is malformed.`,
    ],
    [
      "AWS4-HMAC-SHA256 Credential=A/r/s3/aws4_request, SignedHeaders=host, Signature=00",
      `${malformed}the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`,
    ],
    [
      "AWS4-HMAC-SHA256 Credential=/20260102/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=00",
      `${malformed}a non-empty Access Key (AKID) must be provided in the credential.`,
    ],
  ])("words the header %s", (text, message) => {
    expect(predictionOf({ ...get, sent: authorization(() => text) })).toMatchObject({
      status: 400,
      code: "AuthorizationHeaderMalformed",
      message,
    });
  });

  it.each([
    ["AWS4-HMAC-SHA256  Credential=A/20260102/r/s3/aws4_request, SignedHeaders=host, Signature=00"],
    ["AWS4-HMAC-SHA256,Credential=A/20260102/r/s3/aws4_request, SignedHeaders=host, Signature=00"],
  ])("wants one blank after the algorithm: %s", (text) => {
    expect(predictionOf({ ...get, sent: authorization(() => text) })).toMatchObject({
      status: 400,
      code: "InvalidArgument",
      message: "Authorization header is invalid -- one and only one ' ' (space) required.",
    });
  });

  it("takes a misspelled algorithm for another mechanism", () => {
    expect(
      predictionOf({ ...get, sent: authorization((text) => text.replace("SHA256", "SHA25")) }).code,
    ).toBe("InvalidRequest");
  });

  it.each([
    [{ service: "execute-api" }, 'incorrect service "execute-api". This endpoint belongs to "s3".', []],
    [{ terminator: "aws4" }, 'incorrect terminal "aws4". This endpoint uses "aws4_request".', []],
    [
      { date: "2026-01-02" },
      'incorrect date format "2026-01-02". This date in the credential must be in the format "yyyyMMdd".',
      [],
    ],
    [
      { region: "us-west-2" },
      "the region 'us-west-2' is wrong; expecting 'eu-central-1'",
      [["Region", "eu-central-1"]],
    ],
    [{ date: "20260101" }, "Invalid credential date. Date is not the same as X-Amz-Date.", []],
  ])("checks the scope: %o", (scope, text, elements) => {
    expect(predictionOf({ ...get, scope })).toEqual({
      dialect: "s3",
      status: 400,
      code: "AuthorizationHeaderMalformed",
      message: malformed + text,
      elements,
    });
  });

  it("takes any region where the host does not tell", () => {
    expect(predictionOf({ url: "https://bucket.s3.amazonaws.com/k", region: "ap-south-1" }).status).toBe(200);
  });

  it.each([
    ["an unknown key", get, { accessKeyIdKnown: false }],
    ["a temporary key without its token", { ...get, accessKeyId: "ASIAIOSFODNN7EXAMPLE" }, {}],
  ] as const)("does not know %s", (_, recipe, more) => {
    expect(predictionOf(recipe, more)).toMatchObject({
      status: 403,
      code: "InvalidAccessKeyId",
      message: "The AWS Access Key Id you provided does not exist in our records.",
      elements: [["AWSAccessKeyId", recipe === get ? "AKIAIOSFODNN7EXAMPLE" : "ASIAIOSFODNN7EXAMPLE"]],
    });
  });

  it("words tokens without repeating them", () => {
    const recipe: ExampleRecipe = {
      ...get,
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      sessionToken: "IQoJtokentokentoken",
    };
    const malformedToken = predictionOf(recipe, { token: "malformed" });
    expect(malformedToken).toMatchObject({
      status: 400,
      code: "InvalidToken",
      message: "The provided token is malformed or otherwise invalid.",
      elements: [["Token-0", "[redacted]"]],
    });
    expect(predictionOf(recipe, { token: "expired" })).toMatchObject({
      status: 400,
      code: "ExpiredToken",
      message: "The provided token has expired.",
    });
    expect(predictionOf({ ...get, sessionToken: "IQoJtoken" }).code).toBe("InvalidToken");
  });

  it("does not take a session token for CreateSession", () => {
    const recipe: ExampleRecipe = {
      url: "https://b--use1-az1--x-s3.s3express-use1-az1.us-east-1.amazonaws.com/?session",
      service: "s3express",
      headers: [["x-amz-s3session-token", "t"]],
    };
    expect(predictionOf(recipe, { verdict: "valid" })).toMatchObject({
      status: 400,
      code: "InvalidRequest",
      message: 'CreateSession request should not include "x-amz-s3session-token"',
    });
  });

  it("wants a length", () => {
    const put: ExampleRecipe = { ...get, method: "PUT", body: "abc" };
    const noLength = (request: CapturedRequest): CapturedRequest =>
      withHeader(request, "Content-Length", null);
    expect(predictionOf({ ...put, sent: noLength })).toMatchObject({
      status: 411,
      code: "MissingContentLength",
      message: "You must provide the Content-Length HTTP header.",
    });
    expect(
      predictionOf({
        ...put,
        sent: (request) => withHeader(noLength(request), "Transfer-Encoding", "chunked"),
      }),
    ).toMatchObject({
      status: 501,
      code: "NotImplemented",
      message: "A header you provided implies functionality that is not implemented",
      elements: [["Header", "Transfer-Encoding"]],
    });
  });

  it("wants x-amz-content-sha256", () => {
    expect(
      predictionOf({ ...get, sent: (request) => withHeader(request, "X-Amz-Content-Sha256", null) }),
    ).toMatchObject({
      status: 400,
      code: "InvalidRequest",
      message: "Missing required header for this request: x-amz-content-sha256",
    });
  });

  it("lists what x-amz-content-sha256 may be", () => {
    expect(
      predictionOf({ ...get, sent: (request) => withHeader(request, "X-Amz-Content-Sha256", "47DEQpj8=") }),
    ).toMatchObject({
      status: 400,
      code: "InvalidArgument",
      message:
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
      elements: [
        ["ArgumentName", "x-amz-content-sha256"],
        ["ArgumentValue", "47DEQpj8="],
      ],
    });
  });

  it("lists the headers that are not signed", () => {
    expect(
      predictionOf({
        ...get,
        unsignedHeaders: [
          ["X-Amz-Meta-B", "1"],
          ["x-amz-acl", "private"],
          ["Content-Type", "a/b"],
        ],
      }),
    ).toMatchObject({
      status: 403,
      code: "AccessDenied",
      message: "There were headers present in the request which were not signed",
      elements: [["HeadersNotSigned", "x-amz-acl, x-amz-meta-b"]],
    });
  });

  it("shows both texts and their bytes for a mismatch, in S3's order", () => {
    const prediction = predictionOf({ ...get, secret: "wrong" });
    expect(prediction).toMatchObject({
      status: 403,
      code: "SignatureDoesNotMatch",
      message:
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    });
    expect(prediction.elements.map(([name]) => name)).toEqual([
      "AWSAccessKeyId",
      "StringToSign",
      "SignatureProvided",
      "StringToSignBytes",
      "CanonicalRequest",
      "CanonicalRequestBytes",
    ]);
    const elements = new Map(prediction.elements);
    expect(elements.get("StringToSign")).toMatch(
      /^AWS4-HMAC-SHA256\n20260102T030405Z\n20260102\/eu-central-1\/s3\/aws4_request\n[0-9a-f]{64}$/,
    );
    expect(elements.get("StringToSignBytes")).toMatch(/^41 57 53 34 2d /);
    expect(elements.get("CanonicalRequest")).toMatch(
      /^GET\n\/key\n\nhost:bucket\.s3\.eu-central-1\.amazonaws\.com\n/,
    );
    expect(elements.get("CanonicalRequestBytes")).toMatch(/^47 45 54 0a 2f 6b 65 79 0a /);
  });

  it("compares the body after the signature", () => {
    const sent = (request: CapturedRequest): CapturedRequest => ({
      ...request,
      body: wholeBody(new Uint8Array([1])),
    });
    expect(predictionOf({ ...get, sent })).toMatchObject({
      status: 400,
      code: "XAmzContentSHA256Mismatch",
      message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
      elements: [
        ["ClientComputedContentSHA256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
        ["S3ComputedContentSHA256", "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"],
      ],
    });
    expect(predictionOf({ ...get, secret: "wrong", sent }).code).toBe("SignatureDoesNotMatch");
  });

  it("notices a body that is too short", () => {
    expect(
      predictionOf({
        ...get,
        method: "PUT",
        body: "abc",
        sent: (request) => withHeader(request, "Content-Length", "9"),
      }),
    ).toMatchObject({
      status: 400,
      code: "IncompleteBody",
      message: "You did not provide the number of bytes specified by the Content-Length HTTP header",
    });
  });

  it.each([
    ["3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n", "6", "", 403, "InvalidChunkSizeError"],
    ["3;chunk-signature=ab\r\nabc\r\n0;chunk-signature=cd\r\n\r\n", "3", "", 200, null],
    ["3\r\nabc\r\n0\r\n\r\n", "3", "", 400, "IncompleteBody"],
    ["3\r\nabc\r\n0\r\n\r\n", "4", "", 400, "IncompleteBody"],
    ["abc", "3", "", 400, "IncompleteBody"],
    ["3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n", "3", "x-amz-checksum-crc32", 200, null],
    ["3\r\nabc\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n", "3", "x-amz-checksum-crc32", 400, "BadDigest"],
    [
      "3\r\nabc\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n",
      "3",
      "x-amz-checksum-crc32",
      400,
      "MalformedTrailerError",
    ],
    [
      "3\r\nabc\r\n0\r\nx-amz-checksum-sha1:AAAA\r\n\r\n",
      "3",
      "x-amz-checksum-crc32",
      400,
      "MalformedTrailerError",
    ],
  ])("reads the chunks %j", (body, decoded, trailer, status, code) => {
    const prediction = predictionOf(
      {
        ...get,
        method: "PUT",
        body,
        headers: [
          ["x-amz-decoded-content-length", decoded],
          ...(trailer === "" ? [] : [["x-amz-trailer", trailer] as const]),
        ],
        sent: (request) =>
          withHeader(
            request,
            "X-Amz-Content-Sha256",
            trailer === "" ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" : "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
          ),
      },
      { verdict: "valid" },
    );
    expect([prediction.status, prediction.code]).toEqual([status, code]);
  });

  it("counts chunks as S3 was seen to", () => {
    const prediction = predictionOf(
      {
        ...get,
        method: "PUT",
        body: "3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n",
        headers: [["x-amz-decoded-content-length", "6"]],
        sent: (request) => withHeader(request, "X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
      },
      { verdict: "valid" },
    );
    expect(prediction).toMatchObject({
      message: "Only the last chunk is allowed to have a size less than 8192 bytes",
      elements: [
        ["Chunk", "2"],
        ["BadChunkSize", "3"],
      ],
    });
  });
});

describe("the order of S3's checks", () => {
  it("is the documented one", () => {
    expect(s3HeaderChecks.map(({ name }) => name)).toEqual([
      "one mechanism",
      "any mechanism",
      "scheme",
      "signature version 2 with a KMS key",
      "signature version",
      "date",
      "skew",
      "algorithm",
      "three components in order",
      "credential has five elements",
      "scope: service",
      "scope: terminator",
      "scope: form of the date",
      "scope: region",
      "access key",
      "scope: date is the request's",
      "CreateSession without a session token",
      "session token",
      "content length",
      "x-amz-content-sha256",
      "headers that must be signed",
      "signature",
      "whole body",
      "payload hash",
      "chunks and trailers",
    ]);
    expect(s3PresignedChecks.map(({ name }) => name).slice(0, 12)).toEqual([
      "six parameters",
      "algorithm",
      "credential has five elements",
      "scope: service",
      "scope: terminator",
      "scope: form of the date",
      "scope: region",
      "date",
      "scope: date is the request's",
      "life",
      "already valid",
      "not expired",
    ]);
  });

  it("names a source for every row", () => {
    for (const check of [...s3HeaderChecks, ...s3PresignedChecks])
      expect(check.source, check.name).toMatch(/\w{4}/);
  });

  const late = { date: "20260102T030405Z", now: "20260102T040405Z" };
  it.each([
    [
      "skew over grammar",
      { ...get, ...late, sent: authorization(() => "AWS4-HMAC-SHA256") },
      {},
      "RequestTimeTooSkewed",
    ],
    [
      "skew over region and key",
      { ...get, ...late, region: "us-west-2" },
      { accessKeyIdKnown: false },
      "RequestTimeTooSkewed",
    ],
    [
      "region over key",
      { ...get, region: "us-west-2" },
      { accessKeyIdKnown: false },
      "AuthorizationHeaderMalformed",
    ],
    [
      "key over unsigned headers",
      { ...get, unsignedHeaders: [["x-amz-acl", "private"]] },
      { accessKeyIdKnown: false },
      "InvalidAccessKeyId",
    ],
    [
      "unsigned headers over signature",
      { ...get, secret: "wrong", unsignedHeaders: [["x-amz-acl", "private"]] },
      {},
      "AccessDenied",
    ],
    [
      "payload header over unsigned headers",
      {
        ...get,
        unsignedHeaders: [["x-amz-acl", "private"]],
        sent: (request: CapturedRequest) => withHeader(request, "X-Amz-Content-Sha256", null),
      },
      {},
      "InvalidRequest",
    ],
  ] as const)("puts %s", (_, recipe, more, code) => {
    expect(predictionOf(recipe, more).code).toBe(code);
  });
});

describe("S3's answer to a presigned URL", () => {
  it("is success while it lasts", () => {
    expect(predictionOf(link).status).toBe(200);
    expect(predictionOf({ ...link, now: "20260102T040405Z" }).status).toBe(200);
  });

  it.each([["X-Amz-Date"], ["X-Amz-Expires"], ["X-Amz-SignedHeaders"], ["X-Amz-Credential"]])(
    "wants all six parameters, such as %s",
    (name) => {
      expect(
        predictionOf({ ...link, sent: query((target) => target.replace(new RegExp(`&?${name}=[^&]*`), "")) }),
      ).toMatchObject({
        status: 400,
        code: "AuthorizationQueryParametersError",
        message:
          "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
      });
    },
  );

  it.each([
    [
      (target: string) => target.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
    ],
    [
      (target: string) => target.replace(/X-Amz-Date=\d+T\d+Z/, "X-Amz-Date=2026-01-02"),
      `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`,
    ],
    [
      (target: string) => target.replace(/X-Amz-Date=\d+T/, "X-Amz-Date=20260103T"),
      'Invalid credential date "20260102". This date is not the same as X-Amz-Date: "20260103".',
    ],
    [(target: string) => target.replace("Expires=3600", "Expires=1h"), "X-Amz-Expires should be a number"],
    [(target: string) => target.replace("Expires=3600", "Expires=-1"), "X-Amz-Expires must be non-negative"],
    [
      (target: string) => target.replace("Expires=3600", "Expires=604801"),
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    ],
    [
      (target: string) => target.replace("%2Feu-central-1", ""),
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    ],
    [
      (target: string) => target.replace("%2Fs3%2F", "%2Fs4%2F"),
      'Error parsing the X-Amz-Credential parameter; incorrect service "s4". This endpoint belongs to "s3".',
    ],
    [
      (target: string) => target.replace("aws4_request", "aws4"),
      'Error parsing the X-Amz-Credential parameter; incorrect terminal "aws4". This endpoint uses "aws4_request".',
    ],
    [
      (target: string) => target.replace("%2F20260102%2F", "%2F2026%2F"),
      'Error parsing the X-Amz-Credential parameter; incorrect date format "2026". This date in the credential must be in the format "yyyyMMdd".',
    ],
    [
      (target: string) => target.replace("eu-central-1", "us-east-1"),
      "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
    ],
  ])("words what is wrong in the query (%#)", (change, message) => {
    expect(predictionOf({ ...link, sent: query(change) })).toMatchObject({
      status: 400,
      code: "AuthorizationQueryParametersError",
      message,
    });
  });

  it("says when it expired", () => {
    expect(predictionOf({ ...link, now: "20260102T040406Z" })).toMatchObject({
      status: 403,
      code: "AccessDenied",
      message: "Request has expired",
      elements: [
        ["X-Amz-Expires", "3600"],
        ["Expires", "2026-01-02T04:04:05Z"],
        ["ServerTime", "2026-01-02T04:04:06Z"],
      ],
    });
  });

  it("gives the date of one that is not yet valid in milliseconds", () => {
    expect(predictionOf({ ...link, now: "20260102T020000Z" })).toMatchObject({
      status: 403,
      code: "AccessDenied",
      message: "Request is not yet valid",
      elements: [
        ["X-Amz-Date", String(at("20260102T030405Z"))],
        ["Expires", "2026-01-02T04:04:05Z"],
        ["ServerTime", "2026-01-02T02:00:00Z"],
      ],
    });
  });

  it("puts an expired URL before an unknown key, and both before the signature", () => {
    expect(
      predictionOf({ ...link, secret: "wrong", now: "20260102T050000Z" }, { accessKeyIdKnown: false })
        .message,
    ).toBe("Request has expired");
    expect(predictionOf({ ...link, secret: "wrong" }, { accessKeyIdKnown: false }).code).toBe(
      "InvalidAccessKeyId",
    );
    expect(predictionOf({ ...link, secret: "wrong" }).code).toBe("SignatureDoesNotMatch");
  });
});
