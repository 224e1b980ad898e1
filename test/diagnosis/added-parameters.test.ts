import { expect, it } from "vitest";
import { queriesWithOneMore } from "../../src/diagnosis/added-parameters.ts";
import { exampleResponse } from "../../src/diagnosis/example.ts";
import { contextOf } from "../support/context-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

it("writes each parameter sorted among the presigner's, in canonical form", () => {
  const found = [...queriesWithOneMore(contextOf({ url, presignedSeconds: 900 }))];
  expect(found[0]).toMatch(/^X-Amz-Algorithm=AWS4-HMAC-SHA256&.*&X-Amz-SignedHeaders=host&x-id=GetObject$/);
  expect(found.some((query) => query.endsWith("response-content-type=application%2Fpdf"))).toBe(true);
  expect(found.some((query) => query.includes("X-Amz-Signature"))).toBe(false);
});

it("names the operation by the method, and adds no name that is there already", () => {
  const put = [...queriesWithOneMore(contextOf({ url, method: "PUT", presignedSeconds: 900 }))];
  expect(put[0]).toContain("x-id=PutObject");
  const named = contextOf({ url: `${url}?x-id=GetObject`, presignedSeconds: 900 });
  expect([...queriesWithOneMore(named)].filter((query) => query.split("x-id=").length !== 2)).toEqual([]);
});

it("takes the second of the answer for a cache buster", () => {
  const response = exampleResponse(403, [["Date", "Fri, 02 Jan 2026 03:04:07 GMT"]], "");
  const found = [...queriesWithOneMore(contextOf({ url, presignedSeconds: 900, response }))];
  expect(found.some((query) => query.includes("_=1767323047"))).toBe(true);
  expect(found.some((query) => query.includes("ts=1767323045"))).toBe(true);
});
