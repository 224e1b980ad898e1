import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

describe("the S3 service", () => {
  it("answers the service, its buckets and its objects", async () => {
    expect((await box.call({ url: "https://s3.us-east-1.amazonaws.com/" })).text).toContain(
      "ListAllMyBucketsResult",
    );
    expect((await box.call({ method: "POST", url: "https://s3.us-east-1.amazonaws.com/" })).status).toBe(405);
    await box.call({ method: "PUT", url: "https://s3.us-east-1.amazonaws.com/svc" });
    expect((await box.call({ url: "https://svc.s3.us-east-1.amazonaws.com/" })).text).toContain(
      "ListBucketResult",
    );
    expect((await box.call({ url: "https://svc.s3.us-east-1.amazonaws.com/k" })).text).toContain("NoSuchKey");
  });

  it("does not play the control plane", async () => {
    expect(
      (await box.call({ url: "https://123456789012.s3-control.us-east-1.amazonaws.com/v20180820/jobs" }))
        .status,
    ).toBe(501);
  });
});
