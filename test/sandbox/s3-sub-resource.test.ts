import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

const bucket = "https://sub.s3.us-east-1.amazonaws.com/";

describe("the sub-resources of a bucket", () => {
  it.each([
    ["policy", 404, "NoSuchBucketPolicy"],
    ["cors", 404, "NoSuchCORSConfiguration"],
    ["lifecycle", 404, "NoSuchLifecycleConfiguration"],
    ["tagging", 404, "NoSuchTagSet"],
    ["encryption", 404, "ServerSideEncryptionConfigurationNotFoundError"],
    ["versioning", 200, "VersioningConfiguration"],
    ["requestPayment", 200, "<Payer>BucketOwner</Payer>"],
    ["logging", 200, "BucketLoggingStatus"],
    ["acl", 200, "<Permission>FULL_CONTROL</Permission>"],
    ["uploads", 200, "ListMultipartUploadsResult"],
    ["inventory", 501, "NotImplemented"],
  ])("answer ?%s as a bucket without configuration does", async (name, status, text) => {
    await box.call({ method: "PUT", url: bucket });
    const reply = await box.call({ url: `${bucket}?${name}` });
    expect(reply.status).toBe(status);
    expect(reply.text).toContain(text);
  });
});
