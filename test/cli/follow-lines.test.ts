import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { followLines, wholeLines } from "../../src/cli/follow-lines.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("follow");

/** Follows a file; `step` is told of each line and does what comes next. */
async function followed(path: string, step: (line: string, stop: () => void) => void): Promise<string[]> {
  const stop = new AbortController();
  const lines: string[] = [];
  for await (const line of followLines(path, { follow: true, signal: stop.signal, pauseMs: 5 })) {
    lines.push(line);
    step(line, () => stop.abort());
  }
  return lines;
}

describe("the lines of a growing file", () => {
  it("end with the file where nobody follows", async () => {
    const path = join(folder, "a");
    writeFileSync(path, "one\ntwo\ncut");
    const lines: string[] = [];
    for await (const line of followLines(path, { follow: false, signal: new AbortController().signal }))
      lines.push(line);
    expect(lines).toEqual(["one", "two"]);
  });

  it("come as they are added, cut lines when they are whole, through truncation and rotation", {
    timeout: 20_000,
  }, async () => {
    const path = join(folder, "b");
    writeFileSync(path, "first\nhal");
    const next: Record<string, () => void> = {
      first: () => appendFileSync(path, "f\n"),
      half: () => writeFileSync(path, "cut\n"),
      cut: () => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, "rotated\n");
      },
    };
    const lines = await followed(path, (line, stop) => (next[line] ?? stop)());
    expect(lines).toEqual(["first", "half", "cut", "rotated"]);
  });

  it("of a whole file are all there, the last with or without its end, and none that is too long", async () => {
    const path = join(folder, "e");
    const read = async (content: string): Promise<string[]> => {
      writeFileSync(path, content);
      const lines: string[] = [];
      for await (const line of wholeLines(path)) lines.push(line);
      return lines;
    };
    expect(await read("one\ntwo\ncut")).toEqual(["one", "two", "cut"]);
    expect(await read("one\n")).toEqual(["one", ""]);
    expect(await read(`one\n${"x".repeat(5 * 1024 * 1024)}\nlast`)).toEqual(["one", "last"]);
    expect(await read(`one\n${"x".repeat(5 * 1024 * 1024)}`)).toEqual(["one"]);
  });

  it("wait for a file that is not there yet", { timeout: 20_000 }, async () => {
    const path = join(folder, "c");
    setTimeout(() => writeFileSync(path, "here\n"), 30);
    expect(await followed(path, (_, stop) => stop())).toEqual(["here"]);
  });

  it("pass over a line that is too long", async () => {
    const path = join(folder, "d");
    writeFileSync(path, `${"x".repeat(5 * 1024 * 1024)}\nafter\n`);
    const lines: string[] = [];
    for await (const line of followLines(path, { follow: false, signal: new AbortController().signal }))
      lines.push(line);
    expect(lines).toEqual(["after"]);
  });

  it("are refused for what is no file", async () => {
    const all = followLines(folder, { follow: true, signal: new AbortController().signal });
    await expect(all.next()).rejects.toMatchObject({ code: "EISDIR" });
  });
});
