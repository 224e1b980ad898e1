import { expect, test } from "vitest";
import { shortCommand } from "../../src/cli/short-command.ts";

const options = { environment: { PATH: process.env.PATH }, milliseconds: 10_000 };

test("it gives the status and both outputs", async () => {
  expect(await shortCommand(["sh", "-c", "echo out; echo err >&2; exit 3"], options)).toEqual({
    status: 3,
    stdout: "out\n",
    stderr: "err\n",
  });
});

test("it has nothing on its standard input", async () => {
  expect((await shortCommand(["cat"], options)).status).toBe(0);
});

test("a missing command, a NUL byte and one that never ends have no status", async () => {
  expect((await shortCommand(["no-such-command-here"], options)).status).toBeNull();
  expect((await shortCommand(["ec\0ho"], options)).status).toBeNull();
  const begun = Date.now();
  expect((await shortCommand(["sleep", "60"], { ...options, milliseconds: 200 })).status).toBeNull();
  expect(Date.now() - begun).toBeLessThan(20_000);
});
