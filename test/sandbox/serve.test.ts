import { describe, expect, it } from "vitest";
import type { AnswerDialect } from "../../src/diagnosis/prediction.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";
import type { Judge } from "../../src/sandbox/judgement.ts";
import { emptySandbox, internalError, serve } from "../../src/sandbox/serve.ts";

const ids = { requestId: "0123456789ABCDEF", hostId: "host" };
const at = { ids, nowEpochMs: 0 };

/** Lets everything pass. */
const lenient =
  (dialect: AnswerDialect): Judge =>
  () => ({
    verdict: "valid",
    derivation: null,
    prediction: { dialect, status: 200, code: null, message: null, elements: [] },
  });

function request(
  method: string,
  authority: string,
  target: string,
  body = "",
  headers: CapturedRequest["headers"] = [],
): CapturedRequest {
  return {
    method,
    scheme: "https",
    authority,
    target,
    httpVersion: "1.1",
    headers,
    body: wholeBody(latin1Bytes(body)),
    connection: null,
    receivedAtEpochMs: null,
  };
}

describe("serve", () => {
  it("refuses what the judge refuses", () => {
    const judge: Judge = () => ({
      verdict: "mismatch",
      derivation: null,
      prediction: { dialect: "json", status: 400, code: "X", message: "m", elements: [] },
    });
    expect(serve(request("POST", "kms.us-east-1.amazonaws.com", "/"), emptySandbox(), judge, at).status).toBe(
      400,
    );
  });

  it("says when a body is too large to keep", () => {
    const large = {
      ...request("PUT", "b.s3.us-east-1.amazonaws.com", "/k"),
      body: { bytes: 999, sha256Hex: "00", content: null },
    };
    const answer = serve(large, emptySandbox(), lenient("s3"), at);
    expect(answer.status).toBe(400);
    expect(new TextDecoder().decode(answer.body)).toContain(
      "<Code>EntityTooLarge</Code><Message>The countersign sandbox takes bodies of at most 128 MiB.</Message>",
    );
  });

  it("takes targets in absolute form", () => {
    const answer = serve(
      request("GET", "s3.us-east-1.amazonaws.com", "http://s3.us-east-1.amazonaws.com/"),
      emptySandbox(),
      lenient("s3"),
      at,
    );
    expect(new TextDecoder().decode(answer.body)).toContain("ListAllMyBucketsResult");
  });

  it("owns its own failures", () => {
    expect(new TextDecoder().decode(internalError(ids).body)).toContain("<Code>InternalError</Code>");
  });

  it("throws on none of 10 000 mutated requests that pass verification", () => {
    let seed = 99;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return (seed >>> 8) % below;
    };
    const mutated = (text: string): string => {
      let changed = text;
      for (let change = random(3); change > 0; change -= 1) {
        const place = random(changed.length + 1);
        changed =
          changed.slice(0, place) + String.fromCharCode(random(256)) + changed.slice(place + random(3));
      }
      return changed;
    };
    const state = emptySandbox();
    const s3 = "bucket.s3.us-east-1.amazonaws.com";
    const bases: readonly (readonly [
      string,
      string,
      string,
      string,
      AnswerDialect,
      CapturedRequest["headers"],
    ])[] = [
      ["PUT", s3, "/", "", "s3", []],
      ["PUT", s3, "/key", "body", "s3", [["x-amz-copy-source", "/bucket/key?versionId=1"]]],
      [
        "PUT",
        s3,
        "/key",
        "4;chunk-signature=aa\r\nbody\r\n0\r\n\r\n",
        "s3",
        [["x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"]],
      ],
      ["GET", s3, "/?list-type=2&max-keys=10&prefix=k&delimiter=/&continuation-token=aaaa", "", "s3", []],
      [
        "GET",
        s3,
        "/key?response-content-type=a",
        "",
        "s3",
        [
          ["Range", "bytes=0-1"],
          ["If-None-Match", "*"],
        ],
      ],
      ["POST", s3, "/?delete", "<Delete><Object><Key>a&#x41;</Key></Object></Delete>", "s3", []],
      ["POST", s3, "/key?uploads", "", "s3", []],
      [
        "POST",
        s3,
        "/key?uploadId=1",
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>",
        "s3",
        [],
      ],
      [
        "POST",
        "sqs.us-east-1.amazonaws.com",
        "/",
        '{"QueueName":"q","QueueUrl":"q","MessageBody":"b"}',
        "json",
        [["X-Amz-Target", "AmazonSQS.CreateQueue"]],
      ],
      ["POST", "sqs.us-east-1.amazonaws.com", "/?Action=SendMessage&QueueUrl=q", "", "query", []],
      [
        "POST",
        "dynamodb.us-east-1.amazonaws.com",
        "/",
        '{"TableName":"tab","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}]}',
        "json",
        [["X-Amz-Target", "D.CreateTable"]],
      ],
      [
        "POST",
        "dynamodb.us-east-1.amazonaws.com",
        "/",
        '{"TableName":"tab","Item":{"k":{"S":"1"}},"Key":{}}',
        "json",
        [["X-Amz-Target", "D.PutItem"]],
      ],
      [
        "POST",
        "sts.amazonaws.com",
        "/",
        "Action=GetCallerIdentity",
        "query",
        [["Content-Type", "application/x-www-form-urlencoded"]],
      ],
    ];
    for (let round = 0; round < 10_000; round += 1) {
      const [method, host, target, body, dialect, headers] = bases[round % bases.length] ?? [
        "GET",
        s3,
        "/",
        "",
        "s3",
        [],
      ];
      const changed = request(
        method,
        host,
        mutated(target),
        mutated(body),
        headers.map(([name, value]) => [name, mutated(value)]),
      );
      expect(serve(changed, state, lenient(dialect), at).status).toBeGreaterThanOrEqual(200);
    }
  });
});
