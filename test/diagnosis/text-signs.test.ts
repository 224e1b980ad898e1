import { describe, expect, it } from "vitest";
import { emptyHeader } from "../../src/diagnosis/text-signs.ts";
import type { TextsView } from "../../src/diagnosis/texts-view.ts";
import { clientSigned, serverRead } from "../support/read-texts.ts";

const host = "host:examplebucket.s3.us-east-1.amazonaws.com";
const sha = "x-amz-content-sha256:UNSIGNED-PAYLOAD";

describe("a header that the server found empty", () => {
  it.each([
    ["range:", "range-header-rewritten"],
    ["connection:", "hop-by-hop-signed"],
    ["x-amz-security-token:", "token-empty-header"],
    ["user-agent:", "user-agent-rewritten"],
    ["content-length:", "content-length-signed-and-dropped"],
    ["accept-encoding:", "accept-encoding-rewritten"],
    ["x-amzn-trace-id:", "trace-header-rewritten"],
    ["x-forwarded-for:", "proxy-headers-signed"],
    ["content-type:", "content-type-changed"],
    ["expect:", "expect-header"],
  ])("%s is reported as %s", (line, rule) => {
    const { causes, findings } = serverRead({ headers: [line, host, sha].sort() });
    expect(causes).toEqual([rule]);
    expect(findings[0]).toMatchObject({ rule, certainty: "reported" });
  });
  it("says nothing in a request that was captured", () => {
    expect(emptyHeader({ side: "request" } as TextsView, "range", "")).toBeNull();
  });
});

describe("a path", () => {
  it.each([
    ["/a%2520b", "us-east-1/s3", "path-double-encoded-s3"],
    ["/a%253Fb", "us-east-1/es", "path-single-encoded-non-s3"],
    ["/%2A/_search", "us-east-1/es", "path-reserved-chars-unescaped"],
    ["/a%3Ab", "us-east-1/s3", "path-reserved-chars-unescaped"],
    ["/a%2Fb", "us-east-1/s3", "slash-encoded-in-key"],
    ["/a//b", "us-east-1/s3", "slash-collapse"],
    ["/a/../b", "us-east-1/s3", "dot-segments"],
    ["/a%C3%83%C2%A9", "us-east-1/s3", "path-raw-utf8-latin1"],
    ["/a%2Bb", "us-east-1/s3", "plus-vs-space"],
  ])("%s that the server read under %s speaks for %s", (path, scope, rule) => {
    const headers = scope.endsWith("es") ? ["host:search-x.us-east-1.es.amazonaws.com"] : [host, sha];
    expect(serverRead({ path, scope, headers }).causes).toEqual([rule]);
  });
  it.each([
    ["/a~b%7E", "tilde-escaped"],
    ["/a%c3%a9", "percent-hex-case"],
    ["/a:b", "path-reserved-chars-unescaped"],
    ["/a%20b", "plus-vs-space"],
  ])("%s that the client signed speaks for %s", (path, rule) => {
    expect(clientSigned({ path, headers: [host, sha] }).causes).toEqual([rule]);
  });
});

describe("Accept-Encoding with a front end's mark", () => {
  it("is a fact", () => {
    const { findings } = serverRead({
      headers: ["accept-encoding:gzip,gzip(gfe)", "host:storage.googleapis.com", sha],
    });
    expect(findings[0]).toMatchObject({ rule: "accept-encoding-rewritten" });
  });
});
