import {
  closeSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openLogFile } from "../../src/log/log-file.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-log-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("openLogFile", () => {
  it("makes a file with mode 0600 whatever the umask", () => {
    const before = process.umask(0);
    const path = join(folder, "new.jsonl");
    closeSync(openLogFile(path));
    process.umask(before);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("narrows an existing file of our own and appends to it", () => {
    const path = join(folder, "old.jsonl");
    writeFileSync(path, "first\n", { mode: 0o644 });
    const fd = openLogFile(path);
    writeSync(fd, "second\n");
    closeSync(fd);
    expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["first\nsecond\n", 0o600]);
  });

  it("refuses a symbolic link and leaves its target alone", () => {
    const target = join(folder, "target");
    writeFileSync(target, "kept");
    symlinkSync(target, join(folder, "link"));
    expect(() => openLogFile(join(folder, "link"))).toThrow(
      expect.objectContaining({ code: "ERR_FILE_UNWRITABLE" }),
    );
    expect(readFileSync(target, "utf8")).toBe("kept");
  });

  it("refuses a folder and a path that does not exist", () => {
    expect(() => openLogFile(folder)).toThrow("cannot be written");
    expect(() => openLogFile(join(folder, "none", "x.jsonl"))).toThrow("cannot be written");
  });
});
