// Every reader of foreign text, with texts near what it expects and with anything at all: none throws.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseIniFile } from "../../src/credentials/ini-file.ts";
import { answerBody } from "../../src/diagnosis/answer-body.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { jsonTree } from "../../src/diagnosis/json-tree.ts";
import { serverAnswer } from "../../src/diagnosis/server-answer.ts";
import { endpointOf } from "../../src/endpoints/endpoint.ts";
import { latin1Bytes, parseHttpMessages, parseHttpResponse } from "../../src/http/http-message.ts";
import { curlCommand } from "../../src/inputs/curl-command.ts";
import { debugLog } from "../../src/inputs/debug-log.ts";
import { answerOf, errorBody } from "../../src/inputs/error-body.ts";
import { examinationLines } from "../../src/inputs/examination-lines.ts";
import { harExchanges } from "../../src/inputs/har.ts";
import { inputFormat } from "../../src/inputs/input-format.ts";
import { presignedUrl } from "../../src/inputs/presigned-url.ts";
import { parseAuthority } from "../../src/interception/authority.ts";
import { parseInterceptPattern } from "../../src/interception/intercept-pattern.ts";
import { isExempt } from "../../src/proxy/no-proxy.ts";
import { parseUpstreamProxy } from "../../src/proxy/upstream-proxy.ts";
import { parseAmzDate, parseHttpOrIsoDate } from "../../src/sigv4/amz-date.ts";
import { parseCredential } from "../../src/sigv4/credential-scope.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { readEventHeaders } from "../../src/sigv4/event-headers.ts";
import { parsePostPolicy } from "../../src/sigv4/post-policy.ts";
import { mutated } from "../support/fuzz/mutations.ts";
import { randomNumbers } from "../support/fuzz/random.ts";

const scope = "AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request";
const signature = "00".repeat(32);
const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(scope)}&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=${signature}`;
const host = "examplebucket.s3.amazonaws.com";
const start = `Host: ${host}\r\nX-Amz-Date: 20150830T123600Z\r\n`;
const policy = btoa(
  '{"expiration":"2030-01-01T00:00:00Z","conditions":[{"bucket":"b"},["starts-with","$key","a"],["content-length-range",0,9]]}',
);
const field = (name: string, value: string): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const form = `${field("key", "a")}${field("policy", policy)}${field("x-amz-credential", scope)}${field("x-amz-signature", signature)}--b--\r\n`;
const chunks = `5;chunk-signature=${signature}\r\nhello\r\n0;chunk-signature=${signature}\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`;
const event =
  "\0\0\0\x2a\0\0\0\x16\0\0\0\0\x05:date\x08\0\0\x01\x4f\x7f\x9b\x28\0\x04name\x07\0\x02xxbody\0\0\0\0";

const messages: readonly string[] = [
  `GET /a%20b?x=1 HTTP/1.1\r\n${start}Authorization: ${authorization}\r\n\r\n`,
  `GET /k?${query} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  `PUT /k HTTP/1.1\r\n${start}Authorization: ${authorization}\r\nContent-Encoding: aws-chunked\r\nX-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER\r\nX-Amz-Decoded-Content-Length: 5\r\nContent-Length: ${chunks.length}\r\n\r\n${chunks}`,
  `POST / HTTP/1.1\r\n${start}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
  `POST /model/x/invoke HTTP/1.1\r\nHost: bedrock-runtime.us-east-1.amazonaws.com\r\nX-Amz-Date: 20150830T123600Z\r\nAuthorization: ${authorization}\r\nX-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-EVENTS\r\nContent-Length: ${event.length}\r\n\r\n${event}`,
  `GET /k HTTP/1.1\r\nHost: ${host}\r\nDate: Tue, 27 Mar 2007 19:36:42 +0000\r\nAuthorization: AWS AKIDEXAMPLE:bWq2s1WEIj+Ydj0vQ697zp+IXMU=\r\n\r\n`,
  `GET /?AWSAccessKeyId=AKIDEXAMPLE&Signature=x%3D&Expires=1175139620 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  `GET /k HTTP/1.1\r\n${start}Authorization: ${authorization}\r\n\r\n\r\n%%%\r\nHTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\n\r\n<Error><Code>SignatureDoesNotMatch</Code><StringToSign>a</StringToSign></Error>`,
];

const texts: readonly string[] = [
  `curl -X PUT --aws-sigv4 "aws:amz:us-east-1:s3" -u "AKID:x" -H 'a: b' --data-binary $'x\\n' 'https://${host}/k?x=1'`,
  `{"log":{"version":"1.2","entries":[{"request":{"method":"GET","url":"https://${host}/","headers":[{"name":"Host","value":"x"}]},"response":{"status":403,"headers":[],"content":{"text":"x"}}}]}}`,
  `2024-01-01 00:00:00,000 - MainThread - botocore.auth - DEBUG - CanonicalRequest:\nGET\n/\n\nhost:${host}\n\nhost\n${signature}\n2024-01-01 - botocore.auth - DEBUG - StringToSign:\nAWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/s3/aws4_request\n${signature}\n`,
  `<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>GET\n/\n</CanonicalRequest><StringToSignBytes>41 57</StringToSignBytes></Error>`,
  `{"__type":"com.amazon.coral#InvalidSignatureException","message":"The Canonical String for this request should have been\\n'GET'"}`,
  `{"schema":"countersign.examination/1","request":{"method":"GET","headers":[]}}`,
  "[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = x\n[profile a]\nsso =\n  nested = y\n",
  `https://${host}/k?${query}`,
  "http://user:p%40ss@[fd00::1]:3128/",
  "10.0.0.0/8, .amazonaws.com:443, [fd00::]/8",
  "Sun, 30 Aug 2015 12:36:00 GMT",
  authorization,
  policy,
  event,
];

const about = { id: "x", input: null, index: 0, selfCheck: null, nowEpochMs: null, related: [] };
const examiner = createExaminer(exampleKnowledge());
const options = { scheme: null };
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  curl: curlCommand,
  har: (text) => harExchanges(latin1Bytes(text)),
  "debug log": debugLog,
  "error body": errorBody,
  "examination lines": (text) => examinationLines(latin1Bytes(text)),
  "input format": inputFormat,
  "presigned URL": presignedUrl,
  "HTTP messages": (text) => parseHttpMessages(latin1Bytes(text), options),
  "HTTP answer": parseHttpResponse,
  "server's answer": (text) => serverAnswer(answerOf(text)),
  "answer body": answerBody,
  "JSON tree": jsonTree,
  "ini file": parseIniFile,
  endpoint: endpointOf,
  authority: (text) => parseAuthority(text, 443),
  pattern: parseInterceptPattern,
  "proxy address": parseUpstreamProxy,
  NO_PROXY: (text) => isExempt(text, { host: "10.0.0.1", port: 443, kind: "ipv4" }),
  "AWS date": parseAmzDate,
  "HTTP date": parseHttpOrIsoDate,
  credential: parseCredential,
  "POST policy": parsePostPolicy,
  "event headers": (text) => readEventHeaders(latin1Bytes(text)),
};

/** A text near one that is understood: mutated by a seed, or anything at all. */
function nearby(seeds: readonly string[]): fc.Arbitrary<string> {
  const changed = fc
    .tuple(fc.constantFrom(...seeds), fc.integer())
    .map(([text, seed]) => mutated(text, randomNumbers(seed)));
  return fc.oneof(
    { weight: 8, arbitrary: changed },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
  );
}

describe("a reader of foreign text", () => {
  for (const [name, read] of Object.entries(readers)) {
    it(`never throws: ${name}`, () => {
      fc.assert(
        fc.property(nearby([...texts, ...messages]), (text) => {
          expect(() => read(text)).not.toThrow();
        }),
        { numRuns: 400 },
      );
    });
  }

  it("never throws: the whole examination of a message", () => {
    fc.assert(
      fc.property(nearby(messages), (text) => {
        const { pairs } = parseHttpMessages(latin1Bytes(text), options);
        for (const { request, response } of pairs) {
          parseEnvelope(request);
          examine({ ...about, request, response }, examiner);
        }
      }),
      { numRuns: 800 },
    );
  }, 120_000);
});
