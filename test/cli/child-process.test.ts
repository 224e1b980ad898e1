import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runChild } from "../../src/cli/child-process.ts";

const environment = { PATH: process.env.PATH ?? "" };
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-child-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("the command's status: it is the command's own", async () => {
  expect(await runChild({ command: ["sh", "-c", "exit 7"], environment })).toBe(7);
  expect(await runChild({ command: ["true"], environment })).toBe(0);
});

test("the command's status: it is 128 + n when a signal ended the command", async () => {
  expect(await runChild({ command: ["sh", "-c", "kill -TERM $$"], environment })).toBe(143);
  expect(await runChild({ command: ["sh", "-c", "kill -KILL $$"], environment })).toBe(137);
});

test("the command: it is looked for on the PATH it is given", async () => {
  const file = join(folder, "only-here");
  writeFileSync(file, "#!/bin/sh\nexit 9\n");
  chmodSync(file, 0o755);
  expect(await runChild({ command: ["only-here"], environment: { PATH: folder } })).toBe(9);
});

test("the command: it sees the environment it is given and nothing else", async () => {
  const command = ["/bin/sh", "-c", '[ "$A" = "b c" ] && [ -z "$HOME" ]'];
  expect(await runChild({ command, environment: { A: "b c" } })).toBe(0);
});

test.each([[["no-such-command-here"]], [[""]], [[]]])(
  "the command %j: it is reported as not found",
  async (command) => {
    await expect(runChild({ command, environment })).rejects.toMatchObject({ code: "ERR_CHILD_NOT_FOUND" });
  },
);

test("a file that is no program: it is reported as not runnable", async () => {
  const file = join(folder, "plain.txt");
  writeFileSync(file, "text");
  await expect(runChild({ command: [file], environment })).rejects.toMatchObject({
    code: "ERR_CHILD_NOT_RUNNABLE",
    hint: `make it runnable: chmod +x ${file}`,
  });
});

test("a command line longer than the system takes: it is reported as not runnable", async () => {
  const command = ["true", ...new Array<string>(64).fill("x".repeat(100_000))];
  await expect(runChild({ command, environment })).rejects.toMatchObject({ code: "ERR_CHILD_NOT_RUNNABLE" });
});

test("signals: none of the listeners stays after the command", async () => {
  const before = process.listenerCount("SIGTERM") + process.listenerCount("SIGINT");
  await runChild({ command: ["true"], environment });
  await runChild({ command: ["no-such-command-here"], environment }).catch(() => undefined);
  expect(process.listenerCount("SIGTERM") + process.listenerCount("SIGINT")).toBe(before);
});
