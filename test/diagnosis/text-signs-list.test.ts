import { describe, expect, it } from "vitest";
import { clientSigned, serverRead } from "../support/read-texts.ts";

const host = "host:b.s3.us-east-1.amazonaws.com";
const sha = "x-amz-content-sha256:UNSIGNED-PAYLOAD";

describe("the list and the block of headers", () => {
  it.each([
    [[sha], "x-amz-content-sha256", "host-not-signed"],
    [[host, sha], "host;host;x-amz-content-sha256", "signedheaders-duplicate-names"],
    [[host, sha], "Host;X-Amz-Content-Sha256", "signedheaders-name-case"],
    [[sha, host], "x-amz-content-sha256;host", "header-order-unsorted"],
    [[host, sha, "x-amz-meta-a:b  c"], undefined, "header-value-whitespace"],
    [[host, "x-amz-acl:private,private", sha], undefined, "header-duplicate-merge"],
    [[host, sha, "x-amz-meta-name:Zo\xc3\xab"], undefined, "header-non-ascii"],
  ])("%j with %s speak for %s", (headers, listed, rule) => {
    expect(clientSigned({ headers, ...(listed === undefined ? {} : { listed }) }).causes).toEqual([rule]);
  });
  it("tell of a header that was not sent again", () => {
    expect(serverRead({ headers: [host, sha, "x-amz-meta-a:"] }).causes).toEqual(["signed-header-not-sent"]);
    const query =
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260102%2Fus-east-1%2Fs3%2Faws4_request";
    expect(serverRead({ query, headers: [host, "x-amz-meta-a:"] }).causes).toEqual([
      "presign-header-not-resent",
    ]);
  });
});
