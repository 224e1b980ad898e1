import { describe, expect, it } from "vitest";
import { rowsPath } from "../../src/page/use-rows.ts";

describe("the path of a page of the list", () => {
  it("names what is asked for, and nothing that is not", () => {
    expect(rowsPath({ filter: "", grouped: false, until: null }, 200)).toBe("/api/rows?from=200&count=100");
    expect(rowsPath({ filter: "~svc s3 & a", grouped: true, until: 7 }, 0)).toBe(
      "/api/rows?from=0&count=100&filter=%7Esvc+s3+%26+a&grouped=1&until=7",
    );
  });
});
