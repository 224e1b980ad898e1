import { expect, it } from "vitest";
import { builtFile } from "../../src/http/built-file.ts";

it("is beside a built module, and in dist for a module of src", () => {
  expect(builtFile("file:///p/dist/search/search-pool.js", "w.js").href).toBe("file:///p/dist/search/w.js");
  expect(builtFile("file:///p/src/search/search-pool.ts", "w.js").href).toBe("file:///p/dist/search/w.js");
});
