import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ServerAnswer } from "../../src/diagnosis/server-answer.ts";
import { serverAnswer } from "../../src/diagnosis/server-answer.ts";
import { sha256Hex } from "../../src/http/digest.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";

function answer(
  body: string | Uint8Array,
  status = 403,
  headers: readonly (readonly [string, string])[] = [],
): ServerAnswer {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return serverAnswer({ status, reason: "", headers, body: wholeBody(bytes), receivedAtEpochMs: null });
}

const sentence =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const canonical =
  "POST\n/it's/\na=1&b=2\nhost:email.us-west-2.amazonaws.com\nx-amz-date:20151007T094246Z\n\nhost;x-amz-date\n37ae7f";
const toSign = `AWS4-HMAC-SHA256\n20151007T094246Z\n20151007/us-west-2/ses/aws4_request\n${sha256Hex(canonical)}`;
const message = `${sentence}\n\nThe Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`;
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

describe("serverAnswer", () => {
  it("reads S3 XML", () => {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><AWSAccessKeyId>AKIAJBFO24EIJAUN24JA</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256\n20160628T172406Z\n20160628/us-east-1/s3/aws4_request\n28c7dfca5f1168f0dcca7ea00e162428bfbedef4fa1134ad78ee62e5a6cc980b</StringToSign><SignatureProvided>b824c9</SignatureProvided><CanonicalRequest>PUT\n/demo/?a=1&amp;b\n</CanonicalRequest><RequestId>4442587FB7D0A2F9</RequestId><HostId>abc=</HostId></Error>`;
    expect(answer(body, 403, [["Date", "Tue, 28 Jun 2016 17:24:06 GMT"]])).toEqual({
      status: 403,
      code: "SignatureDoesNotMatch",
      message:
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
      requestId: "4442587FB7D0A2F9",
      dateEpochMs: Date.UTC(2016, 5, 28, 17, 24, 6),
      canonicalRequest: "PUT\n/demo/?a=1&b\n",
      stringToSign:
        "AWS4-HMAC-SHA256\n20160628T172406Z\n20160628/us-east-1/s3/aws4_request\n28c7dfca5f1168f0dcca7ea00e162428bfbedef4fa1134ad78ee62e5a6cc980b",
      elements: { AWSAccessKeyId: "AKIAJBFO24EIJAUN24JA", SignatureProvided: "b824c9", HostId: "abc=" },
    });
  });

  it("reads Query XML and the two texts in its message", () => {
    const body = `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>${escaped(message)}</Message><Detail/></Error><RequestId>r-1</RequestId></ErrorResponse>`;
    expect(answer(body)).toMatchObject({
      code: "SignatureDoesNotMatch",
      requestId: "r-1",
      canonicalRequest: canonical,
      stringToSign: toSign,
      elements: { Type: "Sender" },
    });
  });

  it("reads EC2 XML", () => {
    const body =
      "<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors><RequestID>r-2</RequestID></Response>";
    expect(answer(body, 401)).toMatchObject({
      status: 401,
      code: "AuthFailure",
      message: "AWS was not able to validate the provided access credentials",
      requestId: "r-2",
    });
  });

  it.each([
    [
      { __type: "com.amazon.coral.service#InvalidSignatureException", message: "m" },
      "InvalidSignatureException",
      "m",
    ],
    [{ __type: "InvalidSignatureException", Message: "m" }, "InvalidSignatureException", "m"],
    [
      {
        __type: "#SignatureDoesNotMatch",
        error: { message: "[*Deprecated*: Use the outer message field] m" },
        message: "m",
      },
      "SignatureDoesNotMatch",
      "m",
    ],
    [
      {
        code: "AccessDeniedException",
        requestId: "r",
        detailedMessage: "The request signature we calculated …",
      },
      "AccessDeniedException",
      "The request signature we calculated â\u0080¦",
    ],
    [{ errors: [{ message: "m", code: "InvalidSignature" }] }, "InvalidSignature", "m"],
    [
      { Error: { Code: "SignatureDoesNotMatch", Message: "m", Type: "Sender" }, RequestId: "r" },
      "SignatureDoesNotMatch",
      "m",
    ],
    [{ message: "Missing Authentication Token" }, null, "Missing Authentication Token"],
  ])("reads JSON %j", (value, code, text) => {
    expect(answer(JSON.stringify(value))).toMatchObject({ code, message: text });
  });

  it.each([
    ["InvalidSignatureException", "InvalidSignatureException"],
    [
      "InvalidSignatureException:http://internal.amazon.com/coral/com.amazon.coral.service/",
      "InvalidSignatureException",
    ],
    ["com.amazon.coral.service#UnrecognizedClientException", "UnrecognizedClientException"],
  ])("takes the code from x-amzn-ErrorType %s", (type, code) => {
    expect(answer('{"message":"m"}', 403, [["x-amzn-ErrorType", type]]).code).toBe(code);
  });

  it("reads the texts in a JSON message, also when it was put into JSON twice", () => {
    expect(answer(JSON.stringify({ message }))).toMatchObject({
      canonicalRequest: canonical,
      stringToSign: toSign,
    });
    expect(answer(JSON.stringify({ message: JSON.stringify(message).slice(1, -1) }))).toMatchObject({
      canonicalRequest: canonical,
      stringToSign: toSign,
    });
  });

  it("reads a string to sign without a canonical string", () => {
    expect(
      answer(JSON.stringify({ message: `${sentence}\n\nThe String-to-Sign should have been\n'abc'\n` })),
    ).toMatchObject({ canonicalRequest: null, stringToSign: "abc" });
  });

  it("reads bare text", () => {
    expect(answer(message)).toMatchObject({ code: null, canonicalRequest: canonical, stringToSign: toSign });
    expect(
      answer(
        "'AWS4-HMAC-SHA256' not a valid key=value pair (missing equal-sign) in Authorization header: 'x'.",
      ).message,
    ).toBe(
      "'AWS4-HMAC-SHA256' not a valid key=value pair (missing equal-sign) in Authorization header: 'x'.",
    );
    expect(
      answer(
        "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid.",
      ),
    ).toMatchObject({
      code: "InvalidClientTokenId",
      message: "The security token included in the request is invalid.",
    });
    expect(
      answer("AWS HTTP error: Client error: 400 XAmzContentSHA256Mismatch (client): The provided").code,
    ).toBe("XAmzContentSHA256Mismatch");
  });

  it("finds XML and JSON inside a log line", () => {
    expect(
      answer(
        "DEBUG - Response body:\nb'<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>'",
      ).code,
    ).toBe("RequestTimeTooSkewed");
    expect(answer('ERROR: {"__type":"ExpiredTokenException","message":"m"} (400)').code).toBe(
      "ExpiredTokenException",
    );
  });

  it("reads what is left of a cut body", () => {
    expect(
      answer(
        "<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region 'us-west-2' is wrong; expecting 'us-east-1'</Message><Region>us-ea",
      ),
    ).toMatchObject({
      code: "AuthorizationHeaderMalformed",
      elements: { Region: "us-ea" },
    });
    expect(answer('{"__type":"InvalidSignatureException","message":"The req\\nuest')).toMatchObject({
      code: "InvalidSignatureException",
      message: "The req\nuest",
    });
  });

  it("undoes double escapes where the hash says so", () => {
    const body = `<Error><Code>SignatureDoesNotMatch</Code><StringToSign>${toSign}</StringToSign><CanonicalRequest>${escaped(escaped(canonical))}</CanonicalRequest></Error>`;
    expect(answer(body).canonicalRequest).toBe(canonical);
  });

  it("undoes bytes that S3 read as Latin-1 and wrote as UTF-8", () => {
    const text = "GET\n/\xd1\x82\n\nhost:h\n\nhost\nUNSIGNED-PAYLOAD";
    const signed = `AWS4-HMAC-SHA256\n20160628T172406Z\n20160628/us-east-1/s3/aws4_request\n${sha256Hex(text)}`;
    expect(
      answer(
        `<Error><StringToSign>${signed}</StringToSign><CanonicalRequest>${text}</CanonicalRequest></Error>`,
      ).canonicalRequest,
    ).toBe(text);
  });

  it("believes the bytes over an edited text", () => {
    const pairs = (text: string): string =>
      [...text].map((character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join(" ");
    const body = `<Error><StringToSign>redacted</StringToSign><StringToSignBytes>${pairs(toSign)}</StringToSignBytes><CanonicalRequest>redacted</CanonicalRequest><CanonicalRequestBytes>${pairs(canonical)}</CanonicalRequestBytes></Error>`;
    expect(answer(body)).toMatchObject({ stringToSign: toSign, canonicalRequest: canonical });
  });

  it("keeps empty header values of the canonical request", () => {
    expect(
      answer("<Error><CanonicalRequest>GET\n/\n\nhost:h\nrange:\n\nhost;range\nx</CanonicalRequest></Error>")
        .canonicalRequest,
    ).toContain("\nrange:\n");
  });

  it("takes no secret and no token out of an answer, except into what is compared", () => {
    const swapped = answer(
      '{"__type":"IncompleteSignatureException","message":"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \'wJalrXUtnFEMI/K7MDENG/20190814/us-west-2/es/aws4_request\'"}',
    );
    expect(swapped.message).not.toContain("K7MDENG");
    expect(answer("<Error><Code>ExpiredToken</Code><Token-0>IQoJsecret</Token-0></Error>").elements).toEqual({
      "Token-0": "[redacted]",
    });
    const shown = answer(
      `${sentence}\n\nThe Canonical String for this request should have been\n'GET\n/\n\nx-amz-security-token:IQoJsecret\n\nx\ny'\n`,
    );
    expect(shown.message).not.toContain("IQoJsecret");
    expect(shown.canonicalRequest).toContain("IQoJsecret");
  });

  it("does not trust a date that a cache has kept", () => {
    expect(
      answer("", 403, [
        ["Date", "Tue, 28 Jun 2016 17:24:06 GMT"],
        ["Age", "12"],
      ]).dateEpochMs,
    ).toBeNull();
    expect(answer("", 403, [["Date", "yesterday"]]).dateEpochMs).toBeNull();
  });

  it("reads the headers of an answer without a body", () => {
    expect(
      answer("", 400, [
        ["x-amz-bucket-region", "eu-west-1"],
        ["x-amz-request-id", "R"],
      ]),
    ).toMatchObject({
      code: null,
      message: null,
      requestId: "R",
      elements: { "x-amz-bucket-region": "eu-west-1" },
    });
    expect(answer("", 403, [["X-Aoss-Response-Hint", "X01:gw-helper-deny"]]).elements).toEqual({
      "x-aoss-response-hint": "X01:gw-helper-deny",
    });
  });

  it("reads no error out of a success, unless S3 sends one behind status 200", () => {
    expect(answer("<ListBucketResult><Code>x</Code></ListBucketResult>", 200).code).toBeNull();
    expect(answer('{"message":"hello"}', 200).message).toBeNull();
    expect(
      answer('<?xml version="1.0" encoding="UTF-8"?>\n\n<Error><Code>InternalError</Code></Error>', 200).code,
    ).toBe("InternalError");
  });

  it("reads CDATA, prefixes, attributes and an element named __proto__", () => {
    expect(
      answer('<a:Error><a:Code x="1"><![CDATA[A&B]]></a:Code><__proto__>x</__proto__></a:Error>'),
    ).toMatchObject({ code: "A&B" });
  });

  it("is total and linear on hostile bodies", () => {
    const started = Date.now();
    for (const text of [
      "<",
      "<a",
      "<Error>",
      "&",
      "{",
      '{"a":',
      "[",
      "\\",
      "should have been\\\\",
      "<Error><Code>".padEnd(40, "<"),
      "x-amz-security-token:",
      "Credential=",
      "  '",
    ]) {
      answer(latin1Bytes(text.repeat(Math.floor(1_200_000 / text.length))));
    }
    expect(Date.now() - started).toBeLessThan(15_000);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof answer(bytes).status === "number"),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.json(), (text) => typeof answer(text).status === "number"),
      { numRuns: 500 },
    );
  });

  const sample = new URL("../../../shared/cases/real-sample.jsonl", import.meta.url);
  it.skipIf(!existsSync(sample))(
    "reads the public samples: each error body gives a code, a message or a canonical text",
    () => {
      for (const line of readFileSync(sample, "utf8")
        .split("\n")
        .filter((text) => text !== "")) {
        const record = JSON.parse(line) as { id: string; inputs?: readonly { kind: string; b64: string }[] };
        for (const input of record.inputs ?? []) {
          if (input.kind !== "error-body") continue;
          const read = answer(new Uint8Array(Buffer.from(input.b64, "base64")));
          expect(read.code ?? read.message ?? read.canonicalRequest, record.id).not.toBeNull();
        }
      }
    },
  );
});
