import { describe, expect, it } from "vitest";
import { canonicalUri, normalisedPath, withoutDotSegments } from "../../src/sigv4/canonical-uri.ts";

describe("canonical URI", () => {
  it.each([
    ["", "/"],
    ["/test$file.text", "/test%24file.text"],
    ["/a%2fb", "/a/b"],
    ["/a//b/../c/", "/a//b/../c/"],
    ["/a+b", "/a%2Bb"],
    ["/a%2Bb%20c", "/a%2Bb%20c"],
    ["/caf%c3%a9", "/caf%C3%A9"],
    ["/100%", "/100%25"],
  ])("of %j for S3 is decoded once and encoded once: %j", (path, uri) => {
    expect(canonicalUri(path, "single")).toBe(uri);
  });
  it.each([
    ["", "/"],
    ["/%2A*", "/%252A%2A"],
    ["/a//b/./c/../d/", "/a/b/d/"],
    ["/../../x", "/x"],
    ["/a/..", "/"],
    ["/example/.", "/example/"],
    ["//", "/"],
    ["/@connections/x%3D", "/%40connections/x%253D"],
  ])("of %j elsewhere is normalised and each wire byte encoded once more: %j", (path, uri) => {
    expect(canonicalUri(path, "double")).toBe(uri);
  });
  it("leaves a clean path alone", () => {
    expect(normalisedPath("/a/b.c/")).toBe("/a/b.c/");
  });
});

describe("a path without dot segments", () => {
  it("keeps empty segments and a trailing slash", () => {
    expect(withoutDotSegments("/a//b")).toBe("/a//b");
    expect(withoutDotSegments("/a/./b//../c")).toBe("/a/b/c");
    expect(withoutDotSegments("/a//./")).toBe("/a//");
    expect(withoutDotSegments("/../../a/..")).toBe("/");
  });
});
