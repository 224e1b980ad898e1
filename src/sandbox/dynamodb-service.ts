// DynamoDB in memory, as little of it as clients need to try: tables, and items by key.
import type { Answer } from "./answer.ts";
import { jsonAnswer } from "./answer.ts";
import { jsonType } from "./refusal-answer.ts";
import type { ServiceRequest } from "./service-request.ts";
import { header, jsonBody, sandboxAccount } from "./service-request.ts";

type JsonObject = { readonly [name: string]: unknown };

interface Table {
  readonly name: string;
  readonly createdEpochMs: number;
  readonly keySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly definitions: unknown;
  readonly items: Map<string, JsonObject>;
}

/** All tables, by name. */
export type Tables = Map<string, Table>;

const mostTables = 1000;
const mostItems = 10_000;
const largestItem = 400 * 1024;

/** Serves DynamoDB; null for an operation it does not know. */
export function dynamodbService(request: ServiceRequest, tables: Tables): Answer | null {
  const operation = header(request, "x-amz-target")?.split(".").at(-1) ?? "";
  const body = jsonBody(request);
  if (body === null) return failed(request, "SerializationException", "");
  switch (operation) {
    case "ListTables":
      return done(request, { TableNames: [...tables.keys()].sort() });
    case "CreateTable":
      return createTable(request, tables, body);
    case "DescribeTable":
      return withTable(request, tables, body, (table) =>
        done(request, { Table: description(table, request) }),
      );
    case "DeleteTable":
      return withTable(request, tables, body, (table) => {
        tables.delete(table.name);
        return done(request, {
          TableDescription: { ...description(table, request), TableStatus: "DELETING" },
        });
      });
    case "PutItem":
      return withTable(request, tables, body, (table) => putItem(request, table, body));
    case "GetItem":
      return withItem(request, tables, body, (table, key) => done(request, itemOf(table.items.get(key))));
    case "DeleteItem":
      return withItem(request, tables, body, (table, key) => {
        table.items.delete(key);
        return done(request, {});
      });
    case "Scan":
      return withTable(request, tables, body, (table) => {
        const items = [...table.items.values()].slice(0, 1000);
        return done(request, { Items: items, Count: items.length, ScannedCount: items.length });
      });
    default:
      return null;
  }
}

function done(request: ServiceRequest, value: JsonObject): Answer {
  return jsonAnswer(200, value, jsonType(request));
}

function failed(request: ServiceRequest, code: string, message: string): Answer {
  return jsonAnswer(400, { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }, jsonType(request));
}

function invalid(request: ServiceRequest, message: string): Answer {
  return jsonAnswer(
    400,
    { __type: "com.amazon.coral.validate#ValidationException", message },
    jsonType(request),
  );
}

function withTable(
  request: ServiceRequest,
  tables: Tables,
  body: JsonObject,
  then: (table: Table) => Answer,
): Answer {
  const table = typeof body.TableName === "string" ? tables.get(body.TableName) : undefined;
  return table ? then(table) : failed(request, "ResourceNotFoundException", "Requested resource not found");
}

function withItem(
  request: ServiceRequest,
  tables: Tables,
  body: JsonObject,
  then: (table: Table, key: string) => Answer,
): Answer {
  return withTable(request, tables, body, (table) => {
    const key = keyOf(table, body.Key);
    return key === null
      ? invalid(request, "The provided key element does not match the schema")
      : then(table, key);
  });
}

function createTable(request: ServiceRequest, tables: Tables, body: JsonObject): Answer {
  const name = body.TableName;
  const schema = Array.isArray(body.KeySchema) ? body.KeySchema.filter(isKeyElement) : [];
  if (
    typeof name !== "string" ||
    !/^[A-Za-z0-9_.-]{3,255}$/.test(name) ||
    schema.length === 0 ||
    schema.length > 2
  ) {
    return invalid(request, "One or more parameter values were invalid");
  }
  if (tables.has(name)) return failed(request, "ResourceInUseException", `Table already exists: ${name}`);
  if (tables.size >= mostTables)
    return failed(request, "LimitExceededException", "The countersign sandbox holds at most 1000 tables.");
  const table: Table = {
    name,
    createdEpochMs: request.nowEpochMs,
    keySchema: schema,
    definitions: body.AttributeDefinitions ?? [],
    items: new Map(),
  };
  tables.set(name, table);
  return done(request, { TableDescription: description(table, request) });
}

function isKeyElement(value: unknown): value is Table["keySchema"][number] {
  const element = value as { AttributeName?: unknown; KeyType?: unknown } | null;
  return (
    typeof element === "object" &&
    element !== null &&
    typeof element.AttributeName === "string" &&
    typeof element.KeyType === "string"
  );
}

function description(table: Table, request: ServiceRequest): JsonObject {
  return {
    TableName: table.name,
    TableStatus: "ACTIVE",
    TableArn: `arn:aws:dynamodb:${request.endpoint.region ?? "us-east-1"}:${sandboxAccount}:table/${table.name}`,
    CreationDateTime: Math.floor(table.createdEpochMs / 1000),
    KeySchema: table.keySchema,
    AttributeDefinitions: table.definitions,
    ItemCount: table.items.size,
    TableSizeBytes: 0,
  };
}

function putItem(request: ServiceRequest, table: Table, body: JsonObject): Answer {
  const item = body.Item;
  const key = keyOf(table, item);
  if (key === null)
    return invalid(request, "One or more parameter values were invalid: Missing the key in the item");
  if (request.body.length > largestItem)
    return invalid(request, "Item size has exceeded the maximum allowed size");
  if (!table.items.has(key) && table.items.size >= mostItems)
    return failed(
      request,
      "LimitExceededException",
      "The countersign sandbox holds at most 10000 items in a table.",
    );
  table.items.set(key, item as JsonObject);
  return done(request, {});
}

function itemOf(item: JsonObject | undefined): JsonObject {
  return item === undefined ? {} : { Item: item };
}

/** The key attributes' values as one text, or null when one is missing. */
function keyOf(table: Table, item: unknown): string | null {
  if (typeof item !== "object" || item === null) return null;
  const attributes = item as JsonObject;
  const values = table.keySchema.map(({ AttributeName }) =>
    Object.hasOwn(attributes, AttributeName) ? attributes[AttributeName] : undefined,
  );
  return values.includes(undefined) ? null : JSON.stringify(values);
}
