import { expect, it } from "vitest";
import {
  collapsedSlashes,
  decodedAndEncoded,
  encodedAgain,
  withRawCharacters,
} from "../../src/diagnosis/path-forms.ts";
import { withoutDotSegments } from "../../src/sigv4/canonical-uri.ts";

it("leaves reserved characters raw one by one and together", () => {
  expect([...withRawCharacters("/a%28b%29")]).toEqual(["/a(b)", "/a(b%29", "/a%28b)"]);
  expect([...withRawCharacters("/a%2Bb")]).toEqual([]);
});

it("encodes again, decodes and encodes", () => {
  expect(encodedAgain("/a%20b", 2)).toBe("/a%252520b");
  expect(decodedAndEncoded("/a%2520b", 2)).toBe("/a%20b");
});

it("collapses slashes and resolves dots", () => {
  expect(collapsedSlashes("//a///b/")).toBe("/a/b/");
  expect(withoutDotSegments("/a/./b/../c/..")).toBe("/a/");
});
