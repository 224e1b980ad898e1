import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox, signed } from "../support/sandbox-client.ts";

describe("openSandbox", () => {
  let box: ReturnType<typeof openTestSandbox>;
  let log: string[];
  beforeEach(() => {
    log = [];
    box = openTestSandbox(log);
  });
  afterEach(() => box.close());

  it("keeps a connection for several requests", async () => {
    for (let count = 0; count < 5; count += 1) {
      const reply = await box.call({ url: "https://s3.us-east-1.amazonaws.com/" });
      expect(reply.status).toBe(200);
    }
    expect(Object.values(box.agent.freeSockets).flat()).toHaveLength(1);
  });

  it("answers Expect: 100-continue before the body is sent", async () => {
    await box.call({ method: "PUT", url: "https://bucket.s3.us-east-1.amazonaws.com/" });
    const wire = signed({ method: "PUT", url: "https://bucket.s3.us-east-1.amazonaws.com/k", body: "abc" });
    const status = await new Promise<number>((resolve, reject) => {
      const headers = [...wire.headers, ["Expect", "100-continue"] as const].flat();
      const sent = httpRequest({
        agent: box.agent,
        host: wire.host,
        port: 443,
        method: "PUT",
        path: wire.path,
        headers,
      });
      sent.on("continue", () => sent.end(wire.body));
      sent.on("response", (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on("error", reject);
      sent.flushHeaders();
    });
    expect(status).toBe(200);
  });

  it("carries a large body both ways under backpressure", async () => {
    await box.call({ method: "PUT", url: "https://bucket.s3.us-east-1.amazonaws.com/" });
    const body = new Uint8Array(24 * 1024 * 1024).fill(7);
    expect(
      (await box.call({ method: "PUT", url: "https://bucket.s3.us-east-1.amazonaws.com/big", body })).status,
    ).toBe(200);
    const reply = await box.call({ url: "https://bucket.s3.us-east-1.amazonaws.com/big" });
    expect(reply.status).toBe(200);
    expect(Buffer.compare(reply.body, body)).toBe(0);
  });

  it("survives clients that abort in the middle of a body and of an answer", async () => {
    await box.call({ method: "PUT", url: "https://bucket.s3.us-east-1.amazonaws.com/" });
    const body = new Uint8Array(4 * 1024 * 1024);
    await box.call({ method: "PUT", url: "https://bucket.s3.us-east-1.amazonaws.com/big", body });
    const upload = signed({ method: "PUT", url: "https://bucket.s3.us-east-1.amazonaws.com/cut", body });
    await new Promise<void>((resolve) => {
      const sent = httpRequest({
        agent: box.agent,
        host: upload.host,
        port: 443,
        method: "PUT",
        path: upload.path,
        headers: upload.headers.flat(),
      });
      sent.on("error", () => resolve());
      sent.write(body.subarray(0, 100_000), () => sent.destroy());
      sent.on("close", () => resolve());
    });
    const download = signed({ url: "https://bucket.s3.us-east-1.amazonaws.com/big" });
    await new Promise<void>((resolve) => {
      const sent = httpRequest(
        {
          agent: box.agent,
          host: download.host,
          port: 443,
          path: download.path,
          headers: download.headers.flat(),
        },
        (response) => {
          response.once("data", () => response.destroy());
          response.on("close", () => resolve());
          response.on("error", () => resolve());
        },
      );
      sent.on("error", () => resolve());
      sent.end();
    });
    expect((await box.call({ url: "https://s3.us-east-1.amazonaws.com/" })).status).toBe(200);
    expect((await box.call({ url: "https://bucket.s3.us-east-1.amazonaws.com/cut" })).status).toBe(404);
  });

  it("puts a Date and request ids on every answer and no body on HEAD", async () => {
    const reply = await box.call({ method: "HEAD", url: "https://nowhere.s3.us-east-1.amazonaws.com/" });
    expect(reply.status).toBe(404);
    expect(reply.body).toHaveLength(0);
    expect(reply.headers.date).toBe("Fri, 02 Jan 2026 03:04:05 GMT");
    expect(reply.headers["x-amz-request-id"]).toMatch(/^[0-9A-F]{16}$/);
    expect(reply.headers["x-amz-id-2"]).toMatch(/^[A-Za-z0-9+/=]{70,}$/);
  });

  it("stays up through 10 000 mutated requests", async () => {
    let seed = 12345;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % below;
    };
    const bases = [
      signed({
        method: "PUT",
        url: "https://bucket.s3.us-east-1.amazonaws.com/a?x=1&partNumber=2&uploadId=z",
        body: "hello",
      }),
      signed({
        method: "POST",
        url: "https://bucket.s3.us-east-1.amazonaws.com/?delete",
        body: "<Delete><Object><Key>a</Key></Object></Delete>",
      }),
      signed({
        method: "POST",
        url: "https://sqs.us-east-1.amazonaws.com/",
        service: "sqs",
        headers: [
          ["X-Amz-Target", "AmazonSQS.SendMessage"],
          ["Content-Type", "application/x-amz-json-1.0"],
        ],
        body: '{"QueueUrl":"q","MessageBody":"b"}',
      }),
      signed({
        method: "POST",
        url: "https://dynamodb.us-east-1.amazonaws.com/",
        service: "dynamodb",
        headers: [["X-Amz-Target", "DynamoDB_20120810.PutItem"]],
        body: '{"TableName":"t","Item":{}}',
      }),
    ];
    const texts = bases.map(({ method, path, headers, body }) =>
      Buffer.concat([
        Buffer.from(
          `${method} ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}`).join("\r\n")}\r\n\r\n`,
          "latin1",
        ),
        body,
      ]),
    );
    for (let round = 0; round < 10_000; round += 1) {
      const bytes = Buffer.from(texts[round % texts.length] ?? "");
      for (let change = random(4) + 1; change > 0; change -= 1) bytes[random(bytes.length)] = random(256);
      const end = box.sandbox.connect("bucket.s3.us-east-1.amazonaws.com", 443, true);
      end.on("error", () => undefined);
      end.resume();
      end.end(bytes);
      if (round % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await box.call({ url: "https://s3.us-east-1.amazonaws.com/" })).status).toBe(200);
    expect(log.filter((line) => line.includes("failed on a request"))).toEqual([]);
  });
});
