import { describe, expect, it } from "vitest";
import { isCutQuery } from "../../src/diagnosis/cut-query.ts";
import { queryParameters } from "../../src/sigv4/canonical-query.ts";

describe("isCutQuery", () => {
  it.each([
    ["X-Amz-Algorithm=AWS4-HMAC-SHA256", true],
    ["X-Amz-Algorithm=a&amp;X-Amz-Date=b", true],
    ["X-Amz-Algorithm=a&X-Amz-Date=b", false],
    ["versionId=1", false],
    ["", false],
  ])("of %j is %s", (query, expected) => {
    expect(isCutQuery(queryParameters(query))).toBe(expected);
  });
});
