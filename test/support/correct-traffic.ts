// Correct requests in the shapes real clients send them: no rule may find anything in them.
import type { Example } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { chunkedExample } from "../../src/diagnosis/example-chunked.ts";
import { eventStreamExample } from "../../src/diagnosis/example-events.ts";
import type { FindingRule } from "../../src/diagnosis/rule.ts";
import { examined } from "./examined.ts";

const bucket = "https://examplebucket.s3.eu-central-1.amazonaws.com";
const token = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
const ok = exampleResponse(200, [["Date", "Fri, 02 Jan 2026 03:04:06 GMT"]], "");

/** Each with the client it is modelled on. */
export const correctTraffic: readonly (readonly [name: string, example: Example])[] = [
  [
    "AWS CLI, S3 GET",
    signedExample({
      url: `${bucket}/a/b.txt`,
      region: "eu-central-1",
      unsignedHeaders: [
        ["User-Agent", "aws-cli/2"],
        ["Accept-Encoding", "identity"],
      ],
      response: ok,
    }),
  ],
  [
    "boto3, S3 PUT",
    signedExample({
      method: "PUT",
      url: `${bucket}/k%20ey%2B~`,
      region: "eu-central-1",
      headers: [
        ["Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="],
        ["X-Amz-Meta-A", "b c"],
      ],
      body: "hello",
    }),
  ],
  [
    "boto3, S3 with a session token",
    signedExample({
      url: `${bucket}/?list-type=2&prefix=a%2Fb`,
      region: "eu-central-1",
      sessionToken: token,
      headers: [
        ["amz-sdk-request", "attempt=1"],
        ["amz-sdk-invocation-id", "6bc4aaf9-4c9c-4074-a9a5-90eb35c97eec"],
      ],
    }),
  ],
  [
    "SDK, second attempt signed anew",
    signedExample({
      url: `${bucket}/a`,
      region: "eu-central-1",
      headers: [["amz-sdk-request", "attempt=2; max=3"]],
      now: "20260102T030900Z",
    }),
  ],
  [
    "S3, the legacy global endpoint with a bucket of another region",
    signedExample({ url: "https://examplebucket.s3.amazonaws.com/a", region: "eu-west-1" }),
  ],
  [
    "S3, path style at the global endpoint",
    signedExample({ url: "https://s3.amazonaws.com/examplebucket/a", region: "us-east-1" }),
  ],
  [
    "presigned S3 URL",
    signedExample({
      url: `${bucket}/a`,
      region: "eu-central-1",
      presignedSeconds: 604_800,
      now: "20260108T030405Z",
    }),
  ],
  [
    "presigned S3 URL with a session token",
    signedExample({ url: `${bucket}/a`, region: "eu-central-1", presignedSeconds: 60, sessionToken: token }),
  ],
  [
    "STS, global",
    signedExample({
      method: "POST",
      url: "https://sts.amazonaws.com/",
      service: "sts",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      now: "20260102T031800Z",
    }),
  ],
  [
    "STS, regional",
    signedExample({
      method: "POST",
      url: "https://sts.eu-west-1.amazonaws.com/",
      service: "sts",
      region: "eu-west-1",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    }),
  ],
  [
    "STS, presigned for EKS",
    signedExample({
      url: "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
      service: "sts",
      region: "eu-west-1",
      headers: [["x-k8s-aws-id", "cluster"]],
      presignedSeconds: 60,
      now: "20260102T031500Z",
    }),
  ],
  [
    "IAM",
    signedExample({
      method: "POST",
      url: "https://iam.amazonaws.com/",
      service: "iam",
      body: "Action=ListUsers&Version=2010-05-08",
    }),
  ],
  [
    "DynamoDB",
    signedExample({
      method: "POST",
      url: "https://dynamodb.us-east-1.amazonaws.com/",
      service: "dynamodb",
      headers: [
        ["Content-Type", "application/x-amz-json-1.0"],
        ["X-Amz-Target", "DynamoDB_20120810.ListTables"],
      ],
      body: "{}",
    }),
  ],
  [
    "SES at email.",
    signedExample({
      method: "POST",
      url: "https://email.us-east-1.amazonaws.com/v2/email/outbound-emails",
      service: "ses",
      headers: [["Content-Type", "application/json"]],
      body: "{}",
    }),
  ],
  [
    "SageMaker runtime",
    signedExample({
      method: "POST",
      url: "https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/e/invocations",
      service: "sagemaker",
      body: "[1]",
    }),
  ],
  [
    "curl at API Gateway",
    signedExample({
      url: "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/x?q=1",
      service: "execute-api",
      unsignedHeaders: [
        ["User-Agent", "curl/8.5.0"],
        ["Accept", "*/*"],
      ],
    }),
  ],
  ["an unknown host", signedExample({ url: "https://localhost:4566/examplebucket/a", region: "garage" })],
  ["anonymous S3", unsigned(signedExample({ url: `${bucket}/public.txt`, region: "eu-central-1" }))],
  [
    "STS with a web identity",
    unsigned(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=AssumeRoleWithWebIdentity&Version=2011-06-15",
      }),
    ),
  ],
  [
    "API Gateway with a JSON web token",
    unsigned(
      signedExample({
        url: "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/x",
        service: "execute-api",
      }),
      "Bearer eyJhbGciOiJub25lIn0.e30.",
    ),
  ],
  [
    "Bedrock with an API key",
    unsigned(
      signedExample({
        method: "POST",
        url: "https://bedrock-runtime.us-east-1.amazonaws.com/model/m/invoke",
        service: "bedrock",
        body: "{}",
      }),
      "Bearer bedrock-api-key",
    ),
  ],
  ["AWS IoT over WebSocket, token added after signing", iotWebSocket()],
  ["S3, signed chunks", chunkedExample()],
  ["S3, signed chunks and trailer", chunkedExample({ trailers: [["x-amz-checksum-crc64nvme", null]] })],
  [
    "S3, unsigned chunks with a trailer",
    chunkedExample({
      token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      trailers: [["x-amz-checksum-crc32", null]],
      request: { unsignedHeaders: [["Expect", "100-continue"]] },
    }),
  ],
  ["Transcribe, a signed event stream", eventStreamExample()],
];

/** Names of the correct requests in which a rule finds something all the same. */
export async function accusedOf(rule: FindingRule): Promise<string[]> {
  const accused: string[] = [];
  for (const [name, example] of correctTraffic) {
    const { findings } = await examined(example, [rule]);
    if (findings.some((finding) => finding.rule === rule.id)) accused.push(name);
  }
  return accused;
}

/** Takes out what a signer adds, and puts another Authorization in its place if one is given. */
function unsigned(example: Example, authorization?: string): Example {
  const headers = example.request.headers.filter(
    ([name]) => !/^(?:x-amz-date|x-amz-content-sha256|authorization)$/i.test(name),
  );
  const added = authorization === undefined ? [] : [["Authorization", authorization] as const];
  return { ...example, request: { ...example.request, headers: [...headers, ...added] } };
}

function iotWebSocket(): Example {
  return signedExample({
    url: "https://a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com/mqtt",
    service: "iotdevicegateway",
    presignedSeconds: 300,
    sent: (request) => ({ ...request, target: `${request.target}&X-Amz-Security-Token=${token}` }),
  });
}
