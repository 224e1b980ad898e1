import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

const url = "https://sqs.us-east-1.amazonaws.com/";
const json = (action: string, value: object) =>
  box.call({
    method: "POST",
    url,
    service: "sqs",
    headers: [
      ["Content-Type", "application/x-amz-json-1.0"],
      ["X-Amz-Target", `AmazonSQS.${action}`],
    ],
    body: JSON.stringify(value),
  });
const form = (body: string) =>
  box.call({
    method: "POST",
    url,
    service: "sqs",
    headers: [["Content-Type", "application/x-www-form-urlencoded"]],
    body,
  });

describe("SQS", () => {
  it("takes a message through a queue in JSON", async () => {
    const { QueueUrl } = JSON.parse((await json("CreateQueue", { QueueName: "q1" })).text) as {
      QueueUrl: string;
    };
    expect(QueueUrl).toBe("https://sqs.us-east-1.amazonaws.com/000000000000/q1");
    expect(JSON.parse((await json("ListQueues", {})).text)).toEqual({ QueueUrls: [QueueUrl] });
    expect(JSON.parse((await json("GetQueueUrl", { QueueName: "q1" })).text)).toEqual({ QueueUrl });
    expect(JSON.parse((await json("SendMessage", { QueueUrl, MessageBody: "hello" })).text)).toMatchObject({
      MD5OfMessageBody: "5d41402abc4b2a76b9719d911017c592",
    });
    const { Messages } = JSON.parse((await json("ReceiveMessage", { QueueUrl })).text) as {
      Messages: { Body: string; ReceiptHandle: string }[];
    };
    expect(Messages.map(({ Body }) => Body)).toEqual(["hello"]);
    expect((await json("DeleteMessage", { QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle })).text).toBe(
      "{}",
    );
    expect((await json("ReceiveMessage", { QueueUrl })).text).toBe("{}");
    expect((await json("DeleteQueue", { QueueUrl })).status).toBe(200);
    expect((await json("ListQueues", {})).text).toBe("{}");
  });

  it("does the same in the Query protocol", async () => {
    expect((await form("Action=CreateQueue&QueueName=q2")).text).toContain(
      "<CreateQueueResult><QueueUrl>https://sqs.us-east-1.amazonaws.com/000000000000/q2</QueueUrl></CreateQueueResult>",
    );
    expect((await form("Action=ListQueues")).text).toContain("<ListQueuesResult><QueueUrl>");
    const sent = await form(
      "Action=SendMessage&QueueUrl=https%3A%2F%2Fsqs.us-east-1.amazonaws.com%2F000000000000%2Fq2&MessageBody=a%26b+c",
    );
    expect(sent.text).toContain("<MD5OfMessageBody>");
    expect((await form("Action=ReceiveMessage&QueueUrl=%2Fq2")).text).toContain("<Body>a&amp;b c</Body>");
  });

  it("does not know other queues", async () => {
    expect(
      JSON.parse((await json("SendMessage", { QueueUrl: "x/none", MessageBody: "b" })).text),
    ).toMatchObject({ __type: "com.amazonaws.sqs#QueueDoesNotExist" });
    expect((await form("Action=SendMessage&QueueUrl=none&MessageBody=b")).text).toContain(
      "<Code>AWS.SimpleQueueService.NonExistentQueue</Code>",
    );
    expect((await json("CreateQueue", { QueueName: "a b" })).status).toBe(400);
    expect((await json("PurgeQueue", {})).text).toContain("CountersignSandbox");
  });
});
