import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { gapReason, openForReading, openForWriting } from "../../src/evidence/evidence-database.ts";
import { testFolder } from "../support/evidence.ts";

const folder = testFolder();

describe("the SQLite file", () => {
  it("is made for its owner alone, in WAL mode with one version", () => {
    const path = join(folder, "a.sqlite");
    const database = openForWriting(path);
    expect(database.prepare("PRAGMA journal_mode").get()?.journal_mode).toBe("wal");
    expect(database.prepare("PRAGMA synchronous").get()?.synchronous).toBe(1);
    const strict = openForWriting(join(folder, "strict.sqlite"), true);
    expect(strict.prepare("PRAGMA journal_mode").get()?.journal_mode).toBe("wal");
    expect(strict.prepare("PRAGMA synchronous").get()?.synchronous).toBe(2);
    strict.close();
    expect(database.prepare("PRAGMA user_version").get()?.user_version).toBe(1);
    expect([path, `${path}-wal`, `${path}-shm`].map((each) => statSync(each).mode & 0o777)).toEqual([
      0o600, 0o600, 0o600,
    ]);
    database.close();
  });

  it("is read without being written, and refused through a link or as a folder", () => {
    const database = openForReading(join(folder, "a.sqlite"));
    expect(() => database.exec("CREATE TABLE t (a)")).toThrow();
    database.close();
    symlinkSync(join(folder, "a.sqlite"), join(folder, "link.sqlite"));
    for (const path of [join(folder, "link.sqlite"), folder, join(folder, "none", "x.sqlite")])
      expect(() => openForWriting(path), path).toThrow(
        expect.objectContaining({ code: "ERR_FILE_UNWRITABLE" }),
      );
    expect(() => openForReading(join(folder, "none.sqlite"))).toThrow(
      expect.objectContaining({ code: "ERR_EVIDENCE_UNREADABLE" }),
    );
  });

  it("changes nothing of another program's file that was named by mistake", () => {
    const path = join(folder, "other.sqlite");
    const other = new Database(path);
    other.exec("CREATE TABLE theirs (a)");
    other.close();
    chmodSync(path, 0o644);
    const before = readFileSync(path);
    expect(() => openForWriting(path)).toThrow(expect.objectContaining({ code: "ERR_EVIDENCE_UNREADABLE" }));
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o644);
    const text = join(folder, "notes.txt");
    writeFileSync(
      text,
      "not a database, and longer than any header of one would be; its mode is its owner's business",
    );
    chmodSync(text, 0o644);
    expect(() => openForWriting(text)).toThrow(expect.objectContaining({ code: "ERR_FILE_UNWRITABLE" }));
    expect(statSync(text).mode & 0o777).toBe(0o644);
  });

  it.each([
    ["SQLITE_FULL", "disk-full"],
    ["ENOSPC", "disk-full"],
    ["SQLITE_READONLY_DBMOVED", "read-only"],
    ["EROFS", "read-only"],
    ["SQLITE_IOERR_WRITE", "input-output-error"],
  ])("tells by %s that it is %s", (code, reason) => {
    expect(gapReason(Object.assign(new Error("x"), { code }))).toBe(reason);
    expect(gapReason(null)).toBe("input-output-error");
  });
});
