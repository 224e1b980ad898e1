import { describe, expect, it } from "vitest";
import { isCutQuery, mangledSeparator } from "../../src/diagnosis/cut-query.ts";
import { queryParameters } from "../../src/sigv4/canonical-query.ts";

describe("isCutQuery", () => {
  it.each([
    ["X-Amz-Algorithm=AWS4-HMAC-SHA256", true],
    ["X-Amz-Algorithm=a&amp;X-Amz-Date=b", false],
    ["X-Amz-Algorithm=a&X-Amz-Date=b", false],
    ["versionId=1", false],
    ["", false],
  ])("of %j is %s", (query, expected) => {
    expect(isCutQuery(queryParameters(query))).toBe(expected);
  });
});

describe("mangledSeparator", () => {
  it.each([
    ["X-Amz-Algorithm=a&amp;X-Amz-Date=b", "&amp;"],
    ["X-Amz-Algorithm=a\\u0026X-Amz-Date=b", "\\u0026"],
    ["X-Amz-Algorithm=a&X-Amz-Date=b", null],
    ["X-Amz-Algorithm=a&amp;versionId=b", null],
  ])("of %j is %j", (query, expected) => {
    expect(mangledSeparator(queryParameters(query))).toBe(expected);
  });
});
