import { expect, it } from "vitest";
import { pathPrefixes, prefixHeaders } from "../../src/diagnosis/path-prefixes.ts";

it("names each prefix once, without slashes around it, and headers in lower case", () => {
  expect(new Set(pathPrefixes).size).toBe(pathPrefixes.length);
  expect(pathPrefixes.filter((prefix) => /^\/|\/$/.test(prefix))).toEqual([]);
  expect(prefixHeaders.filter((name) => name !== name.toLowerCase())).toEqual([]);
});
