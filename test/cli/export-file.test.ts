import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openExportFile } from "../../src/cli/export-file.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("export-file");

describe("the file of an export", () => {
  it("is in its place when it is whole, and private", async () => {
    const path = join(folder, "a.html");
    writeFileSync(path, "before");
    const file = openExportFile(path);
    await file.write("ä".repeat(300_000));
    expect(readFileSync(path, "utf8")).toBe("before");
    await file.write("end");
    await file.finish();
    expect(readFileSync(path, "utf8")).toBe(`${"ä".repeat(300_000)}end`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("writes bytes as they are where that is asked for", async () => {
    const path = join(folder, "a.http");
    const file = openExportFile(path, "latin1");
    await file.write("\0\xff");
    await file.finish();
    expect([...readFileSync(path)]).toEqual([0, 255]);
  });

  it("leaves nothing behind when it is abandoned", async () => {
    const before = readdirSync(folder);
    const file = openExportFile(join(folder, "b.har"));
    await file.write("x");
    file.abandon();
    expect(readdirSync(folder)).toEqual(before);
  });

  it("follows no link and replaces no folder", () => {
    const target = join(folder, "target");
    writeFileSync(target, "mine");
    symlinkSync(target, join(folder, "link"));
    mkdirSync(join(folder, "inner"));
    for (const name of ["link", "inner"]) {
      expect(() => openExportFile(join(folder, name))).toThrow(
        expect.objectContaining({ code: "ERR_FILE_UNWRITABLE" }),
      );
    }
    expect(readFileSync(target, "utf8")).toBe("mine");
  });

  it("says why a file cannot be written", () => {
    expect(() => openExportFile(join(folder, "none", "a"))).toThrow(
      expect.objectContaining({
        code: "ERR_FILE_UNWRITABLE",
        message: `${join(folder, "none", "a")} cannot be written (ENOENT)`,
      }),
    );
  });
});
