import { execFileSync, spawn } from "node:child_process";
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openBatchedDestination } from "../../src/log/batched-destination.ts";
import { smallDisk } from "../support/small-disk.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-batch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("openBatchedDestination", () => {
  it("writes every line in order, and nothing before the batch is due", async () => {
    const path = join(folder, "lines");
    const destination = openBatchedDestination(openSync(path, "w"));
    for (let line = 0; line < 5000; line += 1) destination.write(`${line}\n`);
    expect(readFileSync(path, "utf8")).toBe("");
    await destination.close();
    expect(readFileSync(path, "utf8").split("\n").slice(0, 5000)).toEqual(
      Array.from({ length: 5000 }, (_, n) => String(n)),
    );
  });

  it("writes soon without being asked", async () => {
    const path = join(folder, "soon");
    const destination = openBatchedDestination(openSync(path, "w"));
    destination.write("one\n");
    await expect.poll(() => readFileSync(path, "utf8"), { timeout: 5000, interval: 10 }).toBe("one\n");
    // The bytes may be seen before the writer is told that they are written.
    await expect.poll(() => destination.held(), { timeout: 5000, interval: 10 }).toBe(0);
    await destination.close();
  });

  it("drops and counts what a stalled reader leaves no room for, and gives up at the deadline", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const reader = spawn("sh", ["-c", `exec 3<"$1"; exec sleep 30`, "sh", pipe], { stdio: "ignore" });
    const destination = openBatchedDestination(openSync(pipe, "w"), 100_000);
    for (let line = 0; line < 10; line += 1) destination.write(`${"x".repeat(70_000)}\n`);
    expect(destination.dropped()).toBeGreaterThan(5);
    expect(destination.held()).toBeLessThan(200_000);
    const before = performance.now();
    await destination.flush(50);
    expect(performance.now() - before).toBeLessThan(10_000);
    reader.kill();
    await expect.poll(() => destination.broken(), { timeout: 5000 }).toBe(true);
    destination.write("after the reader has gone\n");
    expect(destination.held()).toBe(0);
  });

  it("turns broken on a descriptor that is not open, without throwing", async () => {
    const fd = openSync(join(folder, "closed"), "w");
    closeSync(fd);
    const destination = openBatchedDestination(fd);
    destination.write("lost\n");
    await destination.flush();
    expect(destination.broken()).toBe(true);
  });

  it("loses what comes while the disk is full, counted, and nothing that comes after", async (context) => {
    const disk = smallDisk(1);
    if (disk === null) return context.skip("needs to mount a tmpfs");
    const path = join(disk.folder, "log");
    const destination = openBatchedDestination(openSync(path, "a"));
    destination.write("first\n");
    await destination.flush();
    disk.fill();
    // The rest of the page that holds the first line takes the beginning.
    destination.write(`${"x".repeat(3000)}\n`.repeat(3));
    await destination.flush();
    expect(destination.broken()).toBe(false);
    expect(destination.dropped()).toBeGreaterThan(0);
    disk.empty();
    destination.write("last\n");
    await destination.close();
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect([lines[0], lines.at(-1)]).toEqual(["first", "last"]);
    disk.close();
  });

  it("goes over to another file with its next batch", async () => {
    const [old, next] = [join(folder, "old"), join(folder, "next")];
    const destination = openBatchedDestination(openSync(old, "w"));
    destination.write("one\n");
    const flushed = destination.flush();
    destination.reopen(openSync(next, "w"));
    destination.write("two\n");
    await flushed;
    await destination.close();
    expect([readFileSync(old, "utf8"), readFileSync(next, "utf8")]).toEqual(["one\n", "two\n"]);
  });

  it("takes no other file once it is closed", async () => {
    const [own, late] = [join(folder, "own"), openSync(join(folder, "late"), "w")];
    const destination = openBatchedDestination(openSync(own, "w"));
    destination.write("one\n");
    await destination.close();
    destination.reopen(late);
    destination.write("two\n");
    await destination.flush();
    expect([readFileSync(own, "utf8"), destination.broken()]).toEqual(["one\n", true]);
    await expect.poll(() => isOpen(late)).toBe(false);
  });
});

function isOpen(fd: number): boolean {
  try {
    fstatSync(fd);
    return true;
  } catch {
    return false;
  }
}
