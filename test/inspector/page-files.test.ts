import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pageFiles, pageFolder } from "../../src/inspector/page-files.ts";

describe("the page's files", () => {
  it("are those of the build, also when this runs from its source", () => {
    expect(pageFolder("file:///srv/countersign/src/inspector/page-files.ts")).toBe(
      "/srv/countersign/dist/page/",
    );
    expect(pageFolder("file:///app/dist/inspector/page-files.js")).toBe("/app/dist/page/");
  });

  it("are four, by path, with their types; what else lies there is not served", () => {
    const folder = mkdtempSync(join(tmpdir(), "page-"));
    for (const name of ["index.html", "page.js", "page.css", "icon.svg", "notes.txt"])
      writeFileSync(join(folder, name), name);
    const files = pageFiles(folder);
    expect([...files].map(([path, { type }]) => [path, type])).toEqual([
      ["/", "text/html; charset=utf-8"],
      ["/page.js", "text/javascript; charset=utf-8"],
      ["/page.css", "text/css; charset=utf-8"],
      ["/icon.svg", "image/svg+xml"],
    ]);
    rmSync(join(folder, "page.css"));
    expect(pageFiles(folder).has("/page.css")).toBe(false);
    rmSync(folder, { recursive: true });
  });
});
