import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recognisedClients } from "../../src/cli/child-clients.ts";
import { programWords } from "../../src/cli/child-program.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("child-program");
const bin = join(folder, "bin");
mkdirSync(bin);

async function clientsOf(bytes: string | Buffer, command = ["./program"]): Promise<readonly string[]> {
  writeFileSync(join(folder, "program"), bytes);
  chmodSync(join(folder, "program"), 0o755);
  const words = await programWords(command, {
    environment: { PATH: `/nowhere:${bin}` },
    workingFolder: folder,
  });
  return recognisedClients(words).map(({ id }) => id);
}

const binary = (mark: string, before = 1000): Buffer =>
  Buffer.concat([
    Buffer.from("\x7fELF", "latin1"),
    Buffer.alloc(before),
    Buffer.from(mark, "latin1"),
    Buffer.alloc(10),
  ]);

test.each([
  ["#!/usr/bin/env python3\nimport boto3\n", ["python"]],
  ["#!/usr/bin/env -S node --enable-source-maps\n", ["node"]],
  ["#!/bin/sh\ncd /x\nexec java -jar y.jar\n", ["java"]],
  ["#!/bin/bash\nset -e\n", []],
  ["just text that says python3", []],
  ["", []],
])("a script shows its interpreter and what it calls: %j", async (text, expected) => {
  expect(await clientsOf(text)).toEqual(expected);
});

test.each([
  ["\xff Go buildinf:", "go"],
  ["/rustc/9fc6b43126469e3858e2fe86cafb4f0fd5068869/library", "rust"],
  ["aws-sdk-cpp/1.11", "cpp"],
  ["hostfxr_main", "dotnet"],
])("a binary shows the mark of its language: %j", async (mark, client) => {
  expect(await clientsOf(binary(mark))).toEqual([client]);
  // Across the border of two pieces.
  expect(await clientsOf(binary(mark, 1024 * 1024 - 4 - 5))).toEqual([client]);
});

test("a program is found on the PATH; what is not found or no file shows nothing", async () => {
  writeFileSync(join(bin, "job"), "#!/usr/bin/env ruby\n");
  expect(await clientsOf("", ["job"])).toEqual(["ruby"]);
  expect(await clientsOf("", ["absent"])).toEqual([]);
  expect(await clientsOf("", ["./bin"])).toEqual([]);
  expect(await clientsOf("", ["nul\0"])).toEqual([]);
  expect(await clientsOf("", [])).toEqual([]);
});
