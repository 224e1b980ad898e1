import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

describe("services the sandbox does not play", () => {
  it.each([
    [
      "https://kms.us-east-1.amazonaws.com/",
      "kms",
      [["X-Amz-Target", "TrentService.ListKeys"]],
      "{}",
      "application/x-amz-json-1.1",
      '{"CountersignSandbox":',
    ],
    [
      "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions",
      "lambda",
      [],
      "",
      "application/json",
      '{"CountersignSandbox":',
    ],
    [
      "https://abc.execute-api.us-east-1.amazonaws.com/prod",
      "execute-api",
      [],
      "",
      "application/json",
      '{"CountersignSandbox":',
    ],
    [
      "https://ec2.us-east-1.amazonaws.com/?Action=DescribeRegions",
      "ec2",
      [],
      "",
      "text/xml",
      "<DescribeRegionsResponse",
    ],
    [
      "https://iam.amazonaws.com/?Action=ListUsers",
      "iam",
      [],
      "",
      "text/xml",
      "<ListUsersResult><CountersignSandbox>",
    ],
    [
      "https://route53.amazonaws.com/2013-04-01/hostedzone",
      "route53",
      [],
      "",
      "text/xml",
      "<CountersignSandbox",
    ],
  ] as const)("answer %s in its dialect", async (url, service, headers, body, type, text) => {
    const reply = await box.call({ method: body === "" ? "GET" : "POST", url, service, headers, body });
    expect([reply.status, reply.headers["content-type"]]).toEqual([200, type]);
    expect(reply.text).toContain(text);
    expect(reply.text).toContain("This is the countersign sandbox: nothing was done.");
  });

  it("put no foreign text into element names", async () => {
    const reply = await box.call({ url: "https://iam.amazonaws.com/?Action=%3Cevil%2F%3E", service: "iam" });
    expect(reply.text).toContain("<SandboxResponse");
  });

  it("include SageMaker's runtime, which echoes", async () => {
    const runtime = "https://runtime.sagemaker.us-east-1.amazonaws.com";
    const reply = await box.call({
      method: "POST",
      url: `${runtime}/endpoints/model/invocations`,
      service: "sagemaker",
      headers: [["Content-Type", "text/csv"]],
      body: "1,2,3",
    });
    expect([reply.status, reply.text, reply.headers["content-type"]]).toEqual([200, "1,2,3", "text/csv"]);
    expect((await box.call({ url: `${runtime}/other`, service: "sagemaker" })).text).toContain(
      "CountersignSandbox",
    );
  });
});
