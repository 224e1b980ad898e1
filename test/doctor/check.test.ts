import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkTable, holds } from "../../src/doctor/check.ts";

test("ids are kebab-case and each says what it looks at", () => {
  for (const [id, words] of Object.entries(checkTable)) {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(words.length).toBeGreaterThan(12);
  }
  expect(Object.keys(checkTable)).toHaveLength(32);
});

test("a check that holds has nothing to mend", () => {
  expect(holds("clock", "chronyc", "is right")).toEqual({
    id: "clock",
    status: "ok",
    subject: "chronyc",
    detail: "is right",
    fix: null,
  });
});

test("the page has a row for every check, in the table's words", () => {
  const page = readFileSync(new URL("../../docs/doctor.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(([, id, words]) => [id, words]);
  expect(rows).toEqual(Object.entries(checkTable));
});
