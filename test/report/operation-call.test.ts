import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { operationCall } from "../../src/report/operation-call.ts";
import { exportedSample } from "../support/exported-samples.ts";

function call(recipe: ExampleRecipe) {
  return operationCall(exportedSample(recipe));
}

function s3(path: string, method = "GET") {
  return call({ method, url: `https://examplebucket.s3.us-east-1.amazonaws.com${path}` });
}

describe("the call of a request", () => {
  it("takes the parameters of a JSON service from its body", () => {
    const recipe = {
      method: "POST",
      url: "https://dynamodb.us-east-1.amazonaws.com/",
      service: "dynamodb",
      headers: [["X-Amz-Target", "DynamoDB_20120810.GetItem"]] as const,
    };
    expect(call({ ...recipe, body: '{"TableName":"\xc3\xa4"}' })).toEqual({
      service: "dynamodb",
      operation: "GetItem",
      method: "get_item",
      parameters: { TableName: "ä" },
    });
    expect(call({ ...recipe, body: "[1]" })).toBeNull();
    expect(call({ ...recipe, body: "{" })).toBeNull();
  });

  it("is none where a parameter was redacted", () => {
    const sample = exportedSample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/?list-type=2&prefix=a",
    });
    const { request } = sample.examination;
    const marked = { ...request, target: "/?list-type=2&prefix=[redacted:20:9f86d081884c]" };
    expect(operationCall(sample)).not.toBeNull();
    expect(operationCall({ ...sample, examination: { ...sample.examination, request: marked } })).toBeNull();
  });

  it("takes plain texts of a Query service, and nothing whose type only the model tells", () => {
    const recipe = { method: "POST", url: "https://sns.us-east-1.amazonaws.com/", service: "sns" };
    expect(
      call({ ...recipe, body: "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aa&Message=a+b%C3%A4" }),
    ).toEqual({
      service: "sns",
      operation: "Publish",
      method: "publish",
      parameters: { TopicArn: "arn:a", Message: "a bä" },
    });
    expect(call({ ...recipe, body: "Action=Publish&Attributes.entry.1.key=a" })).toBeNull();
    expect(call({ ...recipe, body: "Action=Publish&MaxItems=5" })).toBeNull();
  });

  it("takes bucket, key and options of S3", () => {
    expect(s3("/a%20b?versionId=3")?.parameters).toEqual({
      Bucket: "examplebucket",
      Key: "a b",
      VersionId: "3",
    });
    expect(s3("/?list-type=2&prefix=x%2F")).toEqual({
      service: "s3",
      operation: "ListObjectsV2",
      method: "list_objects_v2",
      parameters: { Bucket: "examplebucket", Prefix: "x/" },
    });
    expect(s3("/?list-type=2&max-keys=5")).toBeNull();
    expect(s3("/k", "PUT")).toBeNull();
  });

  it("is none where the host is no AWS service, or the body is not known", () => {
    expect(call({ url: "https://example.com/?Action=X" })).toBeNull();
    const known = exportedSample({
      url: "https://sts.amazonaws.com/?Action=GetCallerIdentity",
      service: "sts",
    });
    expect(operationCall(known)?.method).toBe("get_caller_identity");
    expect(operationCall({ ...known, requestBody: { bytes: 4, text: null, exact: false } })).toBeNull();
  });
});
