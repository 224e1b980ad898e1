import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requestRefusal } from "../../src/interception/request-rules.ts";

const host = ["Host", "a.test"];

function rule(
  rawHeaders: readonly string[],
  target = "/",
  httpVersion = "1.1",
  method = "GET",
): string | null {
  return requestRefusal({ method, target, httpVersion, rawHeaders })?.rule ?? null;
}

describe("a request head", () => {
  it("is accepted when it is plain", () => {
    expect(rule(host)).toBeNull();
    expect(rule([...host, "Content-Length", "0"])).toBeNull();
    expect(rule([...host, "Content-Length", "9007199254740991"])).toBeNull();
    expect(rule([...host, "Transfer-Encoding", "Chunked", "Trailer", "x"])).toBeNull();
    expect(rule([...host, "x-amz-meta-a", "\u00e9", "x-amz-meta-a", ""])).toBeNull();
    expect(rule(host, "*", "1.1", "OPTIONS")).toBeNull();
    expect(rule(host, "/", "1.0")).toBeNull();
  });

  const refused: readonly [string, readonly string[], string?, string?][] = [
    ["host-count", []],
    ["host-count", [...host, "hOST", "b"]],
    ["content-length", [...host, "Content-Length", "003"]],
    ["content-length", [...host, "Content-Length", "+3"]],
    ["content-length", [...host, "Content-Length", ""]],
    ["content-length", [...host, "Content-Length", "0x3"]],
    ["content-length", [...host, "Content-Length", "1, 1"]],
    ["content-length", [...host, "Content-Length", "10000000000000000000"]],
    ["repeated-header", [...host, "Content-Length", "1", "content-length", "1"]],
    ["repeated-header", [...host, "Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"]],
    ["repeated-header", [...host, "Authorization", "a", "authorization", "b"]],
    ["repeated-header", [...host, "Content-Type", "a", "Content-Type", "a"]],
    ["repeated-header", [...host, "Expect", "a", "Expect", "b"]],
    ["two-lengths", [...host, "Content-Length", "1", "Transfer-Encoding", "chunked"]],
    ["transfer-encoding", [...host, "Transfer-Encoding", "gzip, chunked"]],
    ["transfer-encoding", [...host, "Transfer-Encoding", "identity"]],
    ["transfer-encoding-version", [...host, "Transfer-Encoding", "chunked"], "/", "1.0"],
    ["trailer-framing", [...host, "Trailer", "x"]],
    ["http-version", host, "/", "0.9"],
    ["http-version", host, "/", "2.0"],
    ["header-name", [...host, "x y", "1"]],
    ["header-name", [...host, "", "1"]],
    ["header-name", [...host, "x:", "1"]],
    ["header-value", [...host, "x", "a\r\nb"]],
    ["header-value", [...host, "x", "a\0b"]],
    ["header-size", [...host, "x", "a".repeat(65_536)]],
    ["target-form", host, "http://a.test/"],
    ["target-form", host, "*"],
    ["target-form", host, ""],
    ["target-fragment", host, "/#a"],
    ["target-bytes", host, "/\u00e9"],
    ["target-bytes", host, "/a b"],
  ];
  for (const [expected, rawHeaders, target, version] of refused) {
    it(`is refused by ${expected}: ${JSON.stringify([target, version, ...rawHeaders]).slice(0, 90)}`, () => {
      expect(rule(rawHeaders, target, version)).toBe(expected);
    });
  }

  it("is refused when it has too many fields", () => {
    expect(rule([...host, ...Array.from({ length: 400 }, () => "x")])).toBe("header-count");
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (rawHeaders, target) => {
        rule(rawHeaders, target);
      }),
    );
  });
});
