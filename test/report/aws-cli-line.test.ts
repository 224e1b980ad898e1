// The line is given to the AWS CLI's own parser where it is installed: a name or a parameter it does not know ends with 252.
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { awsCliLine } from "../../src/report/aws-cli-line.ts";
import { operationCall } from "../../src/report/operation-call.ts";
import { unsignedRequest } from "../../src/report/signed-again.ts";
import { openEchoServer } from "../support/echo-server.ts";
import { exportedSample } from "../support/exported-samples.ts";

function line(recipe: ExampleRecipe): string {
  const exchange = exportedSample(recipe);
  const call = operationCall(exchange);
  if (!call) throw new Error("the sample must have a call");
  return awsCliLine(unsignedRequest(exchange), call);
}

const evil = 'it\'s $(id) `id` "x" \\ ä';
const putItem: ExampleRecipe = {
  method: "POST",
  url: "https://dynamodb.eu-west-1.amazonaws.com/",
  region: "eu-west-1",
  service: "dynamodb",
  headers: [["X-Amz-Target", "DynamoDB_20120810.PutItem"]],
  body: Buffer.from(JSON.stringify({ TableName: "t", Item: { k: { S: evil } } }), "utf8").toString("latin1"),
};
const aws = spawnSync("aws", ["--version"]).status === 0;

describe("a line of the AWS CLI", () => {
  it("names service, operation, region and parameters", () => {
    expect(
      line({
        url: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
        service: "sts",
      }),
    ).toBe("aws sts get-caller-identity --region us-east-1");
    expect(line({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/it%27s" })).toBe(
      `aws s3api get-object --region us-east-1 --cli-input-json '{"Bucket":"examplebucket","Key":"it'\\''s"}' answer`,
    );
  });

  it.runIf(aws)("makes the CLI ask for the same, hostile values and all", { timeout: 60_000 }, async () => {
    const server = await openEchoServer();
    try {
      const script = `${line(putItem)} --endpoint-url http://127.0.0.1:${server.port}`;
      const { spawn } = await import("node:child_process");
      const child = spawn("sh", ["-c", script], {
        env: {
          PATH: process.env.PATH ?? "",
          HOME: "/nonexistent",
          AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
          AWS_SECRET_ACCESS_KEY: "x",
          AWS_EC2_METADATA_DISABLED: "true",
        },
      });
      const status = await new Promise((ended) => child.on("close", ended));
      expect(status).toBe(0);
      const [seen] = server.seen;
      expect(JSON.parse(Buffer.from(seen?.body ?? "", "latin1").toString("utf8"))).toEqual({
        TableName: "t",
        Item: { k: { S: evil } },
      });
      expect(seen?.headers.find(([name]) => name === "X-Amz-Target")?.[1]).toBe("DynamoDB_20120810.PutItem");
    } finally {
      await server.close();
    }
  });
});
