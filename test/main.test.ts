import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { signedExample } from "../src/diagnosis/example.ts";
import { httpFile } from "./support/http-files.ts";
import { countersign, testFolder } from "./support/piped-countersign.ts";

const folder = testFolder("main");

const commands = [
  ...["start", "run", "check", "verify", "explain", "replay", "compare", "inspect", "tail", "export"],
  ...["doctor", "env", "endpoint", "rules", "ca", "demo", "mcp", "upgrade-notes", "completion"],
];

describe("the program", () => {
  it("prints its version", () => {
    const { version }: { version: string } = JSON.parse(
      readFileSync(new URL("../package.json", import.meta.url), "utf8"),
    );
    expect(countersign(["--version"]).stdout).toBe(`${version}\n`);
  });

  it("lists every command of this release in --help, and none of a later one", () => {
    const { status, stdout } = countersign(["--help"]);
    expect(status).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)\b/gm)].map(([, name]) => name);
    expect(listed).toEqual(commands);
  });

  it.each(commands)("teaches %s by examples in its --help", (name) => {
    const { status, stdout, stderr } = countersign([name, "--help"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/\n {2}\$ /);
    expect(stdout).toContain("countersign");
  });

  it("ends with 2 and a sentence for usage errors, never with a stack trace", () => {
    for (const words of [
      [],
      ["explan"],
      ["start", "--nonsense"],
      ["start", "--port"],
      ["rules", "a", "b"],
      ["start", "extra"],
    ]) {
      const { status, stdout, stderr } = countersign(words, { workingFolder: folder });
      expect([words, status, stdout]).toEqual([words, 2, ""]);
      expect(stderr).toMatch(/^countersign: .*\(ERR_USAGE\)\n/);
      expect(stderr).not.toMatch(/\n {4}at /);
    }
  });

  it("ends with a sentence when something nobody foresaw is thrown", () => {
    const thrown = "data:text/javascript,setTimeout(() => { throw new RangeError('unforeseen') }, 300)";
    const { status, stderr } = countersign(["start", "--port", "0", "--certs", "certs", "--sandbox"], {
      workingFolder: folder,
      environment: { NODE_OPTIONS: `--import "${thrown}"` },
    });
    expect(status).toBe(2);
    expect(stderr).toContain("countersign: RangeError: unforeseen (ERR_BUG)\n  this is a bug in countersign");
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it("gives errors as JSON when a machine reads", () => {
    const { stderr } = countersign(["start", "--json", "--port", "x"]);
    expect(JSON.parse(stderr)).toMatchObject({ event: "error", code: "ERR_OPTION_INVALID" });
  });

  it("names the configuration file when that is wrong", () => {
    writeFileSync(join(folder, "countersign.config.json"), '{"colour": "blue"}');
    const { status, stderr } = countersign(["rules"], { workingFolder: folder });
    writeFileSync(join(folder, "countersign.config.json"), "{}");
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('unknown key "colour" (ERR_CONFIG_INVALID)'),
    ]);
  });

  it("colours nothing where no terminal is, nor prints a control character", () => {
    expect(countersign(["rules", "content-type-changed"]).stdout).not.toContain("\u001b");
  });
});

describe("secrets", () => {
  const secret = "CANARYjalrXUtnFEMI+K7MDENG/bPxRfiCYEXAMP";
  const hex = "ca".repeat(32);
  const token = "CANARY-session-token/with+characters==";
  const { request } = signedExample({
    url: "https://sts.us-east-1.amazonaws.com/",
    service: "sts",
    secret: `${secret}\n`,
    sessionToken: token,
  });
  const environment = {
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: `${secret}\n`,
    AWS_SESSION_TOKEN: token,
  };

  it.each([
    [["explain", "r.http"]],
    [["explain", "--json", "r.http"]],
    [["explain", "--json", "--log", "-", "r.http"]],
    [["explain", "--log", "log.jsonl", "r.http"]],
    [["explain", "--credentials", "known.ini", "--no-default-credentials", "r.http"]],
    [["explain", "--signing-key", `AKIA:20260102:us-east-1:sts:${hex}`, "r.http"]],
    [["explain", "--signing-key", `AKIA:20260102:us-east-1:sts:${hex}0`, "r.http"]],
    [["explain", "--credentials", "broken.ini", "r.http"]],
    [["start", "--upstream-proxy", `http://user:${secret}@[`]],
    [["rules", "--json"]],
  ])("stay out of every output of %j", (words) => {
    writeFileSync(join(folder, "r.http"), httpFile(request));
    writeFileSync(
      join(folder, "known.ini"),
      `[a]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key="${secret}"\n`,
    );
    writeFileSync(join(folder, "broken.ini"), `aws_secret_access_key=${secret}\n`);
    writeFileSync(join(folder, "log.jsonl"), "");
    const { stdout, stderr } = countersign(words, { workingFolder: folder, environment });
    const everything = `${stdout}${stderr}${readFileSync(join(folder, "log.jsonl"), "utf8")}`;
    expect(everything).not.toMatch(/CANARYjalr|CANARY-session|caca/);
    expect(everything).not.toBe("");
  });
});
