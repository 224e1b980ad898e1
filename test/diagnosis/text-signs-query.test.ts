import { describe, expect, it } from "vitest";
import { clientSigned, serverRead } from "../support/read-texts.ts";

describe("the client's query line", () => {
  it.each([
    ["b=1&a=2", "query-unsorted"],
    ["a=1&a=2", "query-duplicate-keys"],
    ["acl", "query-valueless"],
    ["q={x}", "query-encoding"],
    ["host=a&x-amz-date=20260102T030405Z", "headers-in-query"],
  ])("%s speaks for %s", (query, rule) => {
    expect(clientSigned({ query }).causes).toEqual([rule]);
  });
});

describe("the server's query line", () => {
  const presigned =
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260102%2Fus-east-1%2Fs3%2Faws4_request";
  it.each([
    [`${presigned}&utm_source=mail`, "query-added-after-presign"],
    [`${presigned}&amp%3BX-Amz-Date=20260102T030405Z`, "presign-url-mangled"],
    ["q=%257B", "query-encoding"],
    ["a=2&b=1", "query-duplicate-keys"],
  ])("%s speaks for %s", (query, rule) => {
    expect(
      serverRead({
        query,
        headers: ["host:b.s3.us-east-1.amazonaws.com", "x-amz-content-sha256:UNSIGNED-PAYLOAD"],
      }).causes,
    ).toEqual([rule]);
  });
});
