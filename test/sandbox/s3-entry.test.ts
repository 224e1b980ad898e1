import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

const bucket = "https://ent.s3.us-east-1.amazonaws.com";
beforeEach(async () => {
  await box.call({ method: "PUT", url: `${bucket}/` });
});

describe("what goes into the store", () => {
  it("is checked against Content-MD5", async () => {
    expect(
      (
        await box.call({
          method: "PUT",
          url: `${bucket}/k`,
          body: "hello",
          headers: [["Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="]],
        })
      ).status,
    ).toBe(200);
    const reply = await box.call({
      method: "PUT",
      url: `${bucket}/k`,
      body: "hallo",
      headers: [["Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="]],
    });
    expect([reply.status, /<Code>(\w+)/.exec(reply.text)?.[1]]).toEqual([400, "BadDigest"]);
  });

  it("is stored without aws-chunked framing or its name", async () => {
    const reply = await box.call({
      method: "PUT",
      url: `${bucket}/k`,
      body: "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
      payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      headers: [
        ["Content-Encoding", "aws-chunked,gzip"],
        ["x-amz-decoded-content-length", "5"],
        ["x-amz-trailer", "x-amz-checksum-crc32"],
      ],
    });
    expect(reply.status).toBe(200);
    const got = await box.call({ url: `${bucket}/k` });
    expect([got.text, got.headers["content-encoding"]]).toEqual(["hello", "gzip"]);
  });

  it("replaces what was there", async () => {
    await box.call({ method: "PUT", url: `${bucket}/k`, body: "one" });
    await box.call({ method: "PUT", url: `${bucket}/k`, body: "two" });
    expect((await box.call({ url: `${bucket}/k` })).text).toBe("two");
  });
});
