import { describe, expect, it } from "vitest";
import { requestUrl } from "../../src/inputs/request-url.ts";

describe("requestUrl", () => {
  it.each([
    ["https://b.s3.amazonaws.com/a%2Fb?x=1&y#f", "https", "b.s3.amazonaws.com", "/a%2Fb?x=1&y"],
    ["http://localhost:9000", "http", "localhost:9000", "/"],
    ["https://b.s3.amazonaws.com?list-type=2", "https", "b.s3.amazonaws.com", "/?list-type=2"],
    ["sts.amazonaws.com/", "https", "sts.amazonaws.com", "/"],
    ["https://user:secret@example.com/a//b/../c", "https", "example.com", "/a//b/../c"],
    ["https://example.com/ü", "https", "example.com", "/\xc3\xbc"],
  ])("cuts %s without normalising", (text, scheme, authority, target) => {
    expect(requestUrl(text)).toEqual({ scheme, authority, target });
  });
  it.each(["", "https://", "https:///path", "https://a b/", "/only/a/path"])("takes %j for none", (text) => {
    expect(requestUrl(text)).toBeNull();
  });
});
