import { describe, expect, it } from "vitest";
import { exchangeColumns } from "../../src/evidence/exchange-columns.ts";
import { keyedMark } from "../../src/evidence/keyed-mark.ts";
import { storedRecord } from "../../src/evidence/stored-record.ts";
import { atEpochMs, exchangeOf, plainRequest } from "../support/evidence.ts";

describe("the columns of an exchange", () => {
  it("say what its record says", () => {
    const given = exchangeOf("a-1", plainRequest([["X-Amz-Target", "DynamoDB_20120810.GetItem"]]));
    const { exchange, operation } = storedRecord(
      { ...given, endedAtEpochMs: atEpochMs + 30 },
      "hash",
      keyedMark(Buffer.alloc(32)),
    );
    expect(exchangeColumns(exchange, null, operation)).toEqual([
      ...["a-1", null, "complete", "2026-01-02T03:04:05.000Z", "127.0.0.1:50000"],
      ...["POST", "dynamodb.us-east-1.amazonaws.com", "/", "dynamodb", "GetItem", "us-east-1"],
      ...[null, "unsigned", null, "[]", 200, null, null, null, 30, 0, 22],
    ]);
  });
});
