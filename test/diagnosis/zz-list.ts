import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
export const knockKnock: ExampleRecipe[] = [
  { url: "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b%2Bc/~/x(1)%27.txt" },
  { url: "https://s3.us-east-1.amazonaws.com/examplebucket/a//b/../c" },
  { url: "https://examplebucket.s3.us-east-1.amazonaws.com/?acl" },
  {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/?prefix=a%2Fb&list-type=2&delimiter=%2F&encoding-type=url",
  },
  {
    method: "PUT",
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/k",
    body: "hi",
    headers: [
      ["Content-Type", "text/plain"],
      ["Content-MD5", "abc="],
      ["x-amz-meta-a", "a   b"],
      ["x-amz-acl", "private"],
      ["amz-sdk-invocation-id", "1"],
      ["amz-sdk-request", "attempt=1; max=3"],
    ],
    unsignedHeaders: [
      ["User-Agent", "aws-cli/2"],
      ["Expect", "100-continue"],
      ["Connection", "keep-alive"],
      ["Accept", "*/*"],
      ["X-Amzn-Trace-Id", "Root=1"],
      ["x-amz-user-agent", "js"],
    ],
  },
  {
    method: "PUT",
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/k",
    presignedSeconds: 600,
    body: "hello",
  },
  {
    method: "PUT",
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/k",
    presignedSeconds: 600,
    headers: [["Content-Type", "image/png"]],
    body: "hello",
    unsignedHeaders: [["Content-Length", "5"]],
  },
  {
    method: "GET",
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/k?x-id=GetObject",
    headers: [
      ["Accept-Encoding", "identity"],
      ["Range", "bytes=0-9"],
    ],
  },
  {
    method: "POST",
    service: "dynamodb",
    url: "https://dynamodb.us-east-1.amazonaws.com/",
    headers: [
      ["X-Amz-Target", "DynamoDB_20120810.ListTables"],
      ["Content-Type", "application/x-amz-json-1.0"],
    ],
    body: "{}",
  },
  {
    method: "POST",
    service: "sts",
    url: "https://sts.us-east-1.amazonaws.com/",
    headers: [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"]],
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  },
  {
    service: "lambda",
    url: "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn%3Aaws%3Alambda/invocations",
  },
  {
    service: "execute-api",
    url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/a%20b?x=1&y=2&empty=",
    headers: [["content-length", "0"]],
  },
];
