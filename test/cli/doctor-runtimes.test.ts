import { expect, test } from "vitest";
import { installedRuntimes } from "../../src/cli/doctor-runtimes.ts";

const said: Readonly<Record<string, string>> = {
  python3: "Python 3.11.2\n",
  aws: "aws-cli/2.9.19 Python/3.11.2 Linux\n",
  node: "v24.1.0\n",
  go: "go version go1.19.8 linux/amd64\n",
  java: 'Picked up JAVA_TOOL_OPTIONS: -Dx\nopenjdk version "17.0.15" 2025-04-15\n',
  ruby: "ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]\n",
  php: "PHP 8.2.29 (cli)\n",
  dotnet: "8.0.100\n",
  curl: "curl 7.88.1 (x86_64-pc-linux-gnu)\n",
  rclone: "rclone v1.60.1-DEV\n",
};

test("each runtime is known by what it says", async () => {
  const found = await installedRuntimes(async ([name = ""]) => ({
    status: 0,
    stdout: "",
    stderr: said[name] ?? "",
  }));
  expect(found.map(({ id, version }) => `${id} ${version}`)).toEqual([
    "python 3.11.2",
    "aws-cli 2.9.19",
    "node 24.1.0",
    "go 1.19.8",
    "java 17.0.15",
    "ruby 3.1.2p20",
    "php 8.2.29",
    "dotnet 8.0.100",
    "curl 7.88.1",
    "rclone 1.60.1-DEV",
  ]);
});

test("what fails or says something else is not there", async () => {
  expect(await installedRuntimes(async () => ({ status: 127, stdout: "Python 3", stderr: "" }))).toEqual([]);
  expect(
    await installedRuntimes(async () => ({ status: 0, stdout: "command not installed", stderr: "" })),
  ).toEqual([]);
});
