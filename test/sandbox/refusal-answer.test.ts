import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

const form = [["Content-Type", "application/x-www-form-urlencoded"]] as const;

describe("a refusal", () => {
  it("is S3's error document for S3, with its elements in order", async () => {
    const reply = await box.call({ url: "https://b.s3.us-east-1.amazonaws.com/k", secret: "wrong" });
    expect(reply.status).toBe(403);
    expect(reply.headers["content-type"]).toBe("application/xml");
    expect(reply.text).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<Error><Code>SignatureDoesNotMatch<\/Code><Message>The request signature we calculated does not match the signature you provided\. Check your key and signing method\.<\/Message><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE<\/AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256\n20260102T030405Z\n20260102\/us-east-1\/s3\/aws4_request\n[0-9a-f]{64}<\/StringToSign><SignatureProvided>[0-9a-f]{64}<\/SignatureProvided><StringToSignBytes>[0-9a-f ]+<\/StringToSignBytes><CanonicalRequest>GET\n\/k\n[^<]+<\/CanonicalRequest><CanonicalRequestBytes>[0-9a-f ]+<\/CanonicalRequestBytes><RequestId>[0-9A-F]{16}<\/RequestId><HostId>[^<]+<\/HostId><\/Error>$/,
    );
    expect(reply.text).toContain(`<RequestId>${String(reply.headers["x-amz-request-id"])}</RequestId>`);
  });

  it("escapes what the request put into it", async () => {
    const reply = await box.call({
      url: "https://b.s3.us-east-1.amazonaws.com/k?a=%3C&b=%26",
      secret: "wrong",
      headers: [["x-amz-meta-a", "<b>&\"'"]],
    });
    expect(reply.text).toContain("x-amz-meta-a:&lt;b&gt;&amp;&quot;'");
    expect(reply.text).toContain("a=%3C&amp;b=%26");
  });

  it("names the bucket's region in a header as well", async () => {
    const reply = await box.call({ url: "https://b.s3.eu-west-1.amazonaws.com/k" });
    expect([reply.status, reply.headers["x-amz-bucket-region"]]).toEqual([400, "eu-west-1"]);
    expect(reply.text).toContain(
      "<Message>The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'</Message><Region>eu-west-1</Region>",
    );
  });

  it("has no body for HEAD", async () => {
    const reply = await box.call({
      method: "HEAD",
      url: "https://b.s3.us-east-1.amazonaws.com/k",
      secret: "wrong",
    });
    expect([reply.status, reply.text]).toEqual([403, ""]);
  });

  it("is Query's document for Query services", async () => {
    const reply = await box.call({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      headers: form,
      body: "Action=GetCallerIdentity",
      region: "eu-west-1",
    });
    expect(reply.status).toBe(403);
    expect(reply.headers["content-type"]).toBe("text/xml");
    expect(reply.text).toMatch(
      /<ErrorResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><Error><Type>Sender<\/Type><Code>SignatureDoesNotMatch<\/Code><Message>Credential should be scoped to a valid region, not 'eu-west-1'\. <\/Message><\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>$/,
    );
  });

  it("adds SQS's empty Detail", async () => {
    const reply = await box.call({
      method: "POST",
      url: "https://sqs.us-east-1.amazonaws.com/",
      service: "sqs",
      headers: form,
      body: "Action=ListQueues",
      secret: "wrong",
    });
    expect(reply.text).toContain("</Message><Detail></Detail></Error>");
  });

  it("is EC2's document for EC2", async () => {
    const reply = await box.call({
      url: "https://ec2.us-east-1.amazonaws.com/?Action=DescribeRegions",
      service: "ec2",
      secret: "wrong",
    });
    expect(reply.status).toBe(401);
    expect(reply.text).toMatch(
      /<Response><Errors><Error><Code>AuthFailure<\/Code><Message>AWS was not able to validate the provided access credentials<\/Message><\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
    );
  });

  it("is JSON with __type and x-amzn-ErrorType for AWS JSON", async () => {
    const reply = await box.call({
      method: "POST",
      url: "https://kms.us-east-1.amazonaws.com/",
      service: "kms",
      headers: [["Content-Type", "application/x-amz-json-1.1"]],
      body: "{}",
      accessKeyId: "AKIAXXXXXXXXXXXXXXXX",
    });
    expect([reply.status, reply.headers["content-type"], reply.headers["x-amzn-errortype"]]).toEqual([
      400,
      "application/x-amz-json-1.1",
      "UnrecognizedClientException",
    ]);
    expect(JSON.parse(reply.text)).toEqual({
      __type: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    });
  });

  it.each([
    ["https://lambda.us-east-1.amazonaws.com/2015-03-31/functions", "lambda"],
    ["https://abc.execute-api.us-east-1.amazonaws.com/prod", "execute-api"],
  ])("is a message and x-amzn-ErrorType for %s", async (url, service) => {
    const reply = await box.call({ url, service, secret: "wrong" });
    expect([reply.status, reply.headers["x-amzn-errortype"]]).toEqual([403, "InvalidSignatureException"]);
    expect(Object.keys(JSON.parse(reply.text) as object)).toEqual(["message"]);
  });

  it("gives a temporary token back only to the client that sent it, so that its hash is right", async () => {
    const reply = await box.call({
      url: "https://b.s3.us-east-1.amazonaws.com/k",
      secret: "wrong",
      headers: [["x-amz-security-token", "IQoJtoken"]],
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    });
    expect(reply.status).toBe(403);
    expect(reply.text).not.toContain("[redacted]");
  });

  it("is empty where the service says nothing", async () => {
    const reply = await box.call({ url: "https://iam.amazonaws.com/%zz", service: "iam" });
    expect([reply.status, reply.text]).toEqual([400, ""]);
  });
});
