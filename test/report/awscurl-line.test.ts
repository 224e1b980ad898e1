// awscurl is rarely installed: a stand-in shows the arguments that sh hands to it.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { awscurlLine } from "../../src/report/awscurl-line.ts";
import type { UnsignedRequest } from "../../src/report/signed-again.ts";

const request: UnsignedRequest = {
  method: "POST",
  url: "https://sqs.eu-west-1.amazonaws.com/",
  headers: [["-X", "it's $(id)"]],
  body: { bytes: 7, text: "a'b `c`", exact: true },
  bodySha256Hex: "",
  scope: { service: "sqs", region: "eu-west-1" },
  hasSessionToken: false,
  notes: [],
};

describe("an awscurl command", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-awscurl-"));
    writeFileSync(join(folder, "awscurl"), "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
    chmodSync(join(folder, "awscurl"), 0o700);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function words(one: UnsignedRequest): string[] {
    const run = spawnSync("sh", ["-c", awscurlLine(one)], {
      cwd: folder,
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
    expect(run.stderr.toString()).toBe("");
    return run.stdout.toString("latin1").split("\0").slice(0, -1);
  }

  it("gives awscurl the words as they were", () => {
    expect(words(request)).toEqual([
      "--service=sqs",
      "--region=eu-west-1",
      "--request=POST",
      "--header=-X: it's $(id)",
      "--data=a'b `c`",
      "--data-binary",
      "https://sqs.eu-west-1.amazonaws.com/",
    ]);
  });

  it("puts a body that is no text, or that would name a file, into a file", () => {
    for (const text of ["@/etc/passwd", "\0\xff"]) {
      expect(words({ ...request, body: { bytes: text.length, text, exact: true } })).toContain(
        "--data=@body.bin",
      );
      expect(readFileSync(join(folder, "body.bin"), "latin1")).toBe(text);
    }
  });

  it("says that awscurl signs what was not signed", () => {
    expect(awscurlLine({ ...request, scope: null })).toMatch(/^# awscurl signs every request/);
  });
});
