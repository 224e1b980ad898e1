import { expect, it } from "vitest";
import { queryAsBody } from "../../src/diagnosis/query-bodies.ts";
import { contextOf } from "../support/context-of.ts";

it("hashes the query as sent first", () => {
  const context = contextOf({ url: "https://sqs.us-east-1.amazonaws.com/?b=2&a=1", service: "sqs" });
  const [first, second] = queryAsBody(context);
  expect(first).toEqual({
    text: "b=2&a=1",
    sha256Hex: "a746b90cddac3e075db2f0c7b65aa5d09a354bef1562352d9dab3156d1142834",
  });
  expect(second?.text).toBe("a=1&b=2");
});

it("has nothing where there is no query", () => {
  expect(queryAsBody(contextOf({ url: "https://sqs.us-east-1.amazonaws.com/", service: "sqs" }))).toEqual([]);
});
