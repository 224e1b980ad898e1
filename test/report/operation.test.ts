import { describe, expect, it } from "vitest";
import type { OperationClues } from "../../src/report/operation.ts";
import { operationOf, s3Resource } from "../../src/report/operation.ts";

const host = "examplebucket.s3.us-east-1.amazonaws.com";

function clues(method: string, target: string, more: Partial<OperationClues> = {}): OperationClues {
  return { method, authority: host, target, headers: [], body: null, service: "s3", ...more };
}

describe("the operation of a request", () => {
  it("is named by X-Amz-Target", () => {
    const headers = [["X-Amz-Target", "DynamoDB_20120810.GetItem"]] as const;
    expect(operationOf(clues("POST", "/", { headers, service: "dynamodb" }))).toBe("GetItem");
    expect(
      operationOf(clues("POST", "/", { headers: [["X-Amz-Target", "a.<b>"]], service: null })),
    ).toBeNull();
  });

  it("is named by Action, in the query or in a form", () => {
    const sts = { authority: "sts.amazonaws.com", service: "sts" };
    expect(operationOf(clues("GET", "/?Action=GetCallerIdentity&Version=2011-06-15", sts))).toBe(
      "GetCallerIdentity",
    );
    expect(operationOf(clues("POST", "/", { ...sts, body: "Version=2011-06-15&Action=AssumeRole" }))).toBe(
      "AssumeRole",
    );
    expect(operationOf(clues("POST", "/", { ...sts, body: "<x>&Action=AssumeRole" }))).toBe("AssumeRole");
    expect(operationOf(clues("POST", "/", { ...sts, body: "a=b" }))).toBeNull();
  });

  it("follows from S3's method and resource", () => {
    const cases: [string, string, string | null][] = [
      ["GET", "/key", "GetObject"],
      ["GET", "/key?x-id=GetObject", "GetObject"],
      ["GET", "/key?X-Amz-Signature=0&X-Amz-Expires=60", "GetObject"],
      ["HEAD", "/key", "HeadObject"],
      ["PUT", "/key", "PutObject"],
      ["DELETE", "/key?versionId=1", "DeleteObject"],
      ["GET", "/", "ListObjects"],
      ["GET", "/?list-type=2&prefix=a", "ListObjectsV2"],
      ["HEAD", "/", "HeadBucket"],
      ["PUT", "/", "CreateBucket"],
      ["GET", "/?location", "GetBucketLocation"],
      ["POST", "/?delete", "DeleteObjects"],
      ["POST", "/key?uploads", "CreateMultipartUpload"],
      ["PUT", "/key?partNumber=1&uploadId=x", "UploadPart"],
      ["POST", "/key?uploadId=x", "CompleteMultipartUpload"],
      ["GET", "/key?tagging", "GetObjectTagging"],
      ["PUT", "/?acl", "PutBucketAcl"],
      ["GET", "/?session", "CreateSession"],
      ["PATCH", "/key", null],
      ["GET", "/key?nobody-knows", null],
    ];
    expect(cases.map(([method, target]) => operationOf(clues(method, target)))).toEqual(
      cases.map(([, , name]) => name),
    );
    expect(operationOf(clues("GET", "/", { authority: "s3.us-east-1.amazonaws.com" }))).toBe("ListBuckets");
    expect(operationOf(clues("PUT", "/k", { headers: [["x-amz-copy-source", "/a/b"]] }))).toBe("CopyObject");
  });

  it("is unknown where paths name it", () => {
    expect(operationOf(clues("GET", "/2015-03-31/functions", { service: "lambda" }))).toBeNull();
  });
});

describe("the resource of an S3 request", () => {
  it("stands in the host or in the path", () => {
    expect(s3Resource({ authority: host, target: "/a%20b/c?x" })).toEqual({
      bucket: "examplebucket",
      key: "a b/c",
    });
    expect(s3Resource({ authority: "a.b.s3-us-west-2.amazonaws.com", target: "/" })).toEqual({
      bucket: "a.b",
      key: "",
    });
    const path = { authority: "s3.us-east-1.amazonaws.com", target: "/bucket/a/b" };
    expect(s3Resource(path)).toEqual({ bucket: "bucket", key: "a/b" });
    expect(s3Resource({ authority: "localhost:4566", target: "/bucket" })).toEqual({
      bucket: "bucket",
      key: "",
    });
  });
});
