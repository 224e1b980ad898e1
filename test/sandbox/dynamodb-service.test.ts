import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

const call = async (
  operation: string,
  value: unknown,
): Promise<{ status: number; value: Record<string, unknown> }> => {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  const reply = await box.call({
    method: "POST",
    url: "https://dynamodb.us-east-1.amazonaws.com/",
    service: "dynamodb",
    headers: [
      ["Content-Type", "application/x-amz-json-1.0"],
      ["X-Amz-Target", `DynamoDB_20120810.${operation}`],
    ],
    body,
  });
  expect(reply.headers["content-type"]).toBe("application/x-amz-json-1.0");
  return { status: reply.status, value: JSON.parse(reply.text) as Record<string, unknown> };
};
const table = {
  TableName: "tab",
  KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
};

describe("DynamoDB", () => {
  it("keeps items in tables", async () => {
    expect((await call("ListTables", {})).value).toEqual({ TableNames: [] });
    expect((await call("CreateTable", table)).value).toMatchObject({
      TableDescription: { TableStatus: "ACTIVE" },
    });
    expect((await call("DescribeTable", { TableName: "tab" })).value).toMatchObject({
      Table: { TableArn: "arn:aws:dynamodb:us-east-1:000000000000:table/tab" },
    });
    expect(
      (await call("PutItem", { TableName: "tab", Item: { k: { S: "1" }, v: { N: "2" } } })).value,
    ).toEqual({});
    expect((await call("GetItem", { TableName: "tab", Key: { k: { S: "1" } } })).value).toEqual({
      Item: { k: { S: "1" }, v: { N: "2" } },
    });
    expect((await call("Scan", { TableName: "tab" })).value).toMatchObject({ Count: 1 });
    await call("DeleteItem", { TableName: "tab", Key: { k: { S: "1" } } });
    expect((await call("GetItem", { TableName: "tab", Key: { k: { S: "1" } } })).value).toEqual({});
    expect((await call("DeleteTable", { TableName: "tab" })).status).toBe(200);
    expect((await call("ListTables", {})).value).toEqual({ TableNames: [] });
  });

  it("words what is wrong as DynamoDB does", async () => {
    await call("CreateTable", table);
    expect((await call("CreateTable", table)).value.__type).toBe(
      "com.amazonaws.dynamodb.v20120810#ResourceInUseException",
    );
    expect((await call("GetItem", { TableName: "none", Key: {} })).value.__type).toBe(
      "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
    );
    expect((await call("PutItem", { TableName: "tab", Item: { x: { S: "1" } } })).value.__type).toBe(
      "com.amazon.coral.validate#ValidationException",
    );
    expect((await call("GetItem", { TableName: "tab", Key: { __proto__: 1 } })).status).toBe(400);
    expect((await call("PutItem", "not json")).value.__type).toBe(
      "com.amazonaws.dynamodb.v20120810#SerializationException",
    );
    expect((await call("Query", {})).value).toHaveProperty("CountersignSandbox");
  });
});
