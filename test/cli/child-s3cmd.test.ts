import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  commandWithConfiguration,
  findS3cmdConfiguration,
  openInMemory,
  prepareS3cmd,
  s3cmdOption,
  s3cmdText,
} from "../../src/cli/child-s3cmd.ts";

const s3cmd = ["/usr/bin/s3cmd", "/usr/local/bin/s3cmd"].find(
  (path) => spawnSync(path, ["--version"]).status === 0,
);
const linux = process.platform === "linux";
let home = "";

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "countersign-s3cmd-"));
});

afterEach(() => {
  rmSync(home, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
}

test("s3cmd's configuration: it is empty when the user has none", () => {
  expect(findS3cmdConfiguration({ command: ["s3cmd", "ls"], environment: {}, home })).toEqual({
    source: "the environment",
    text: "",
    argument: null,
  });
});

test("s3cmd's configuration: it is .s3cfg at home, or the file of S3CMD_CONFIG", () => {
  const atHome = file(".s3cfg", "home\n");
  const named = file("named", "named\n");
  const command = ["s3cmd", "ls"];
  expect(findS3cmdConfiguration({ command, environment: {}, home })).toMatchObject({
    source: atHome,
    text: "home\n",
  });
  const environment = { S3CMD_CONFIG: named };
  expect(findS3cmdConfiguration({ command, environment, home })).toMatchObject({
    source: named,
    text: "named\n",
  });
});

test("s3cmd's configuration: a file on the command line comes first, in each spelling", () => {
  const own = file("own", "own\n");
  file(".s3cfg", "home\n");
  const spellings: [string[], number, string][] = [
    [["faketime", "x", "/usr/bin/s3cmd", "-c", own, "ls"], 4, ""],
    [["s3cmd", "ls", "--config", own], 3, ""],
    [["s3cmd", `--config=${own}`, "ls"], 1, "--config="],
    [["s3cmd", `-c${own}`, "ls"], 1, "-c"],
  ];
  for (const [command, index, prefix] of spellings) {
    const found = findS3cmdConfiguration({ command, environment: {}, home });
    expect(found).toEqual({ source: own, text: "own\n", argument: { index, prefix } });
    const changed = commandWithConfiguration(command, found?.argument ?? null, "/proc/1/fd/9");
    expect(changed[index]).toBe(`${prefix}/proc/1/fd/9`);
    expect(changed.filter((word, at) => word !== command[at])).toHaveLength(1);
  }
});

test("s3cmd's configuration: it keeps its hands off a file that is missing, no file, or about to be written", () => {
  const environment = {};
  expect(
    findS3cmdConfiguration({ command: ["s3cmd", "-c", join(home, "nope")], environment, home }),
  ).toBeNull();
  expect(findS3cmdConfiguration({ command: ["s3cmd", "-c", "/dev/null"], environment, home })).toBeNull();
  expect(findS3cmdConfiguration({ command: ["s3cmd", "--configure"], environment, home })).toBeNull();
});

test("s3cmd's configuration: without one, the profile s3cmd would read is in it", () => {
  mkdirSync(join(home, ".aws"));
  file(
    ".aws/credentials",
    "[default]\naws_access_key_id = AKIDDEFAULT\n[dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = S\nregion = x\n",
  );
  expect(findS3cmdConfiguration({ command: ["s3cmd"], environment: { AWS_PROFILE: "dev" }, home })).toEqual({
    source: `profile dev of ${join(home, ".aws", "credentials")}`,
    text: "[default]\naccess_key = AKIDDEV\nsecret_key = S\n",
    argument: null,
  });
  expect(findS3cmdConfiguration({ command: ["s3cmd"], environment: {}, home })?.text).toBe("");
});

test("preparing s3cmd: the configuration's keys, CA file and proxy are known", () => {
  file(
    ".s3cfg",
    "access_key = AKIDUSER\nsecret_key = $SECRET\nca_certs_file = /corp.pem\nproxy_host = corp.example\n",
  );
  const notes: string[] = [];
  const environment = { SECRET: "canary-secret" };
  const prepared = prepareS3cmd({ command: ["s3cmd", "ls"], environment, home }, (text) => notes.push(text));
  expect(prepared).toMatchObject({ caFiles: ["/corp.pem"], upstreamProxy: "http://corp.example:3128" });
  expect(prepared?.credentials).toMatchObject([{ accessKeyId: "AKIDUSER", source: join(home, ".s3cfg") }]);
  expect(JSON.stringify(prepared)).not.toContain("canary-secret");
  expect(notes).toEqual([]);
});

test("preparing s3cmd: a proxy on this machine is passed over, and said", () => {
  file(".s3cfg", "proxy_host = 127.0.0.1\nproxy_port = 8080\n");
  const notes: string[] = [];
  const prepared = prepareS3cmd({ command: ["s3cmd"], environment: {}, home }, (text) => notes.push(text));
  expect(prepared).toMatchObject({ caFiles: [], credentials: [], upstreamProxy: null });
  expect(notes).toEqual([
    "s3cmd's own proxy on this machine (127.0.0.1) is passed over; --upstream-proxy keeps it.",
  ]);
});

test("preparing s3cmd: another command has nothing to prepare, and a configuration out of reach is said", () => {
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  expect(prepareS3cmd({ command: ["aws", "s3", "ls"], environment: {}, home }, note)).toBeNull();
  expect(notes).toEqual([]);
  expect(prepareS3cmd({ command: ["s3cmd", "-c", "/dev/null"], environment: {}, home }, note)).toBeNull();
  expect(notes).toEqual([
    "s3cmd's configuration is left as it is: add proxy_host and proxy_port to it to see its calls.",
  ]);
});

test("options of s3cmd's configuration: it reads the last one, without quotes", () => {
  const text = 'access_key = A\n  proxy_host=old\nproxy_host = "corp.example"\nempty =\nxaccess_key = no\n';
  expect(s3cmdOption(text, "access_key")).toBe("A");
  expect(s3cmdOption(text, "proxy_host")).toBe("corp.example");
  expect(s3cmdOption(text, "empty")).toBeNull();
  expect(s3cmdOption(text, "secret_key")).toBeNull();
});

test("the text for s3cmd: the user's own, then the proxy and the bundle", () => {
  const additions = { proxyUrl: "http://127.0.0.1:8123", bundleFile: "/b.pem" };
  expect(s3cmdText("\ufeff[default]\nproxy_host = old", additions)).toBe(
    "[default]\nproxy_host = old\n[default]\nproxy_host = 127.0.0.1\nproxy_port = 8123\nca_certs_file = /b.pem\n",
  );
});

test.skipIf(!linux)("the file in memory: it can be read as often as liked and has no name", () => {
  const folder = join(home, "shm");
  mkdirSync(folder);
  const opened = openInMemory("one\n", folder);
  expect(opened?.path).toMatch(new RegExp(`^/proc/${process.pid}/fd/\\d+$`));
  expect(readdirSync(folder)).toEqual([]);
  const run = spawnSync("sh", ["-c", 'cat "$F"; cat "$F"'], {
    env: { F: opened?.path ?? "", PATH: process.env.PATH },
  });
  expect(run.stdout.toString()).toBe("one\none\n");
  opened?.close();
  expect(spawnSync("cat", [opened?.path ?? ""]).status).not.toBe(0);
});

test("the file in memory: it is null where there is no such folder", () => {
  expect(openInMemory("x", join(home, "nowhere"))).toBeNull();
});

test
  .skipIf(!linux || s3cmd === undefined)
  .each([
    { wrapper: [] },
    { wrapper: ["env", "X=Y"] },
    { wrapper: ["sh", "-c", 's3cmd --dump-config >/dev/null; exec "$0" "$@"'] },
    { wrapper: ["timeout", "20"] },
  ])("the file in memory: s3cmd reads the user's options and the proxy behind $wrapper", ({ wrapper }) => {
  const text = s3cmdText("[default]\naccess_key = AKIDUSER\nproxy_host =\nproxy_port = 3128\n", {
    proxyUrl: "http://127.0.0.1:8123",
    bundleFile: "/b.pem",
  });
  const opened = openInMemory(text);
  const [command = "", ...rest] = [...wrapper, s3cmd ?? "", "--dump-config"];
  const run = spawnSync(command, rest, {
    env: { ...process.env, S3CMD_CONFIG: opened?.path ?? "", HOME: home },
  });
  const output = run.stdout.toString();
  expect(run.stderr.toString()).toBe("");
  expect(output).toContain("access_key = AKIDUSER\n");
  expect(output).toContain("proxy_host = 127.0.0.1\n");
  expect(output).toContain("proxy_port = 8123\n");
  expect(output).toContain("ca_certs_file = /b.pem\n");
  opened?.close();
});
