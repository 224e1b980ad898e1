import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { exampleIni, httpFile } from "../support/http-files.ts";
import { builtProgram, countersign, jsonLines, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("explain");
writeFileSync(join(folder, "known.ini"), exampleIni);

const put: ExampleRecipe = {
  url: "https://bucket.s3.us-east-1.amazonaws.com/key",
  method: "PUT",
  headers: [["Content-Type", "text/plain"]],
  body: "hello",
};

function write(name: string, recipe: ExampleRecipe): string {
  const { request, response } = signedExample(recipe);
  writeFileSync(join(folder, name), httpFile(request, response));
  return name;
}

const valid = write("valid.http", put);
const changed = write("changed.http", {
  ...put,
  sent: (request) => withHeader(request, "Content-Type", "text/plain; charset=utf-8"),
});
const answered = write("answered.http", {
  ...put,
  sent: (request) => withHeader(request, "Content-Type", "text/plain; charset=utf-8"),
  response: exampleResponse(
    403,
    [["Content-Type", "application/xml"]],
    "<Error><Code>SignatureDoesNotMatch</Code><RequestId>R1</RequestId></Error>",
  ),
});

function explain(words: readonly string[], input: string | Uint8Array = "") {
  return countersign(["explain", "--credentials", "known.ini", "--no-default-credentials", ...words], {
    workingFolder: folder,
    input,
  });
}

describe("countersign explain", () => {
  it("looks at the requests of one call together: a redirect followed with the old signature", () => {
    const first = write("redirected.http", {
      url: "https://files.example.com/old/key",
      response: exampleResponse(307, [["Location", "https://bucket.s3.eu-west-1.amazonaws.com/key"]], ""),
    });
    const next = write("followed.http", {
      url: "https://files.example.com/old/key",
      sent: (request) => ({
        ...withHeader(request, "Host", "bucket.s3.eu-west-1.amazonaws.com"),
        target: "/key",
      }),
    });
    const { stdout } = explain(["--json", first, next]);
    expect(jsonLines(stdout).map(({ causes }) => causes)).toEqual([[], ["redirect-followed-unsigned"]]);
  });

  it("prints one JSON line for each input, in order, and ends with 1 for a finding", () => {
    const { status, stdout } = explain(["--json", valid, changed, valid]);
    expect(status).toBe(1);
    expect(
      jsonLines(stdout).map(({ input, verdict, causes, index }) => [input, verdict, causes, index]),
    ).toEqual([
      ["valid.http", "valid", [], 0],
      ["changed.http", "mismatch", ["content-type-changed"], 0],
      ["valid.http", "valid", [], 0],
    ]);
  });

  it("has every field of the contract", () => {
    const [line] = jsonLines(explain(["--json", changed]).stdout);
    expect(Object.keys(line ?? {})).toEqual(
      expect.arrayContaining([
        "schema",
        "id",
        "input",
        "index",
        "time",
        "request",
        "connection",
        "endpoint",
        "envelope",
        "verdict",
        "derivation",
        "findings",
        "causes",
        "proof",
        "prediction",
        "response",
        "search",
      ]),
    );
    expect(line).toMatchObject({
      schema: "countersign.examination/1",
      proof: { reproduces: true },
      response: null,
    });
    expect(JSON.stringify(line?.envelope)).toMatch(/"providedSignature":"[0-9a-f]{64}"/);
  });

  it("reads the response behind the separator", () => {
    const [line] = jsonLines(explain(["--json", answered]).stdout);
    expect(line?.response).toMatchObject({
      status: 403,
      code: "SignatureDoesNotMatch",
      requestId: "R1",
      agrees: true,
    });
  });

  it("reads standard input without an input or for -", () => {
    const bytes = readFileSync(join(folder, valid));
    expect(jsonLines(explain(["--json"], bytes).stdout)).toMatchObject([{ input: "-", verdict: "valid" }]);
    expect(jsonLines(explain(["--json", changed, "-"], bytes).stdout)).toMatchObject([
      { verdict: "mismatch" },
      { verdict: "valid" },
    ]);
  });

  it("gives a line for an input that cannot be read, examines the others, and ends with 2", () => {
    const { status, stdout } = explain(["--json", "none.http", valid, "known.ini"]);
    expect(status).toBe(2);
    expect(jsonLines(stdout)).toMatchObject([
      {
        schema: "countersign.examination/1",
        input: "none.http",
        error: { code: "ERR_FILE_UNREADABLE", message: "the file cannot be read: there is no such file" },
      },
      { input: "valid.http", verdict: "valid" },
      { input: "known.ini", error: { code: "ERR_INPUT_UNREADABLE" } },
    ]);
  });

  it("ends with 0 when nothing reaches --fail-on", () => {
    expect(explain([valid]).status).toBe(0);
    expect(explain(["--fail-on", "never", changed]).status).toBe(0);
    expect(explain(["--fail-on", "proven", changed]).status).toBe(1);
  });

  it("judges time by --now alone", () => {
    const at = (now: string): unknown =>
      jsonLines(explain(["--json", "--now", now, valid]).stdout)[0]?.prediction;
    expect(at("20260102T030405Z")).toMatchObject({ code: null });
    expect(at("2026-01-02T05:04:05Z")).toMatchObject({ code: "RequestTimeTooSkewed" });
    expect(jsonLines(explain(["--json", valid]).stdout)[0]?.prediction).toMatchObject({ code: null });
  });

  it("keeps and reports bytes beyond the body", () => {
    const bytes = Buffer.concat([
      readFileSync(
        join(folder, write("length.http", { ...put, unsignedHeaders: [["Content-Length", "5"]] })),
      ),
      Buffer.from("more"),
    ]);
    expect(jsonLines(explain(["--json", "-"], bytes).stdout)).toMatchObject([
      { verdict: "valid", inputNotes: ["4 bytes follow the body that its framing does not account for"] },
    ]);
  });

  it("verifies with a derived signing key alone", () => {
    const { stdout } = countersign(
      [
        "explain",
        "--json",
        "--no-default-credentials",
        "--signing-key",
        "AKIDEXAMPLE:20150830:us-east-1:iam:c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
      ],
      {
        input:
          "GET /?Action=ListUsers&Version=2010-05-08 HTTP/1.1\nHost: iam.amazonaws.com\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\nX-Amz-Date: 20150830T123600Z\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7\n\n",
      },
    );
    expect(jsonLines(stdout)).toMatchObject([{ verdict: "valid" }]);
  });

  it("tells people what, where and what to do, on standard output, with a summary on standard error", () => {
    const { stdout, stderr } = explain([valid, changed]);
    expect(stdout).toMatch(/^valid +valid\.http/m);
    expect(stdout).toContain("content-type-changed");
    expect(stderr).toContain("2 requests: 1 valid, 1 mismatch");
  });

  it("says when no credentials are known", () => {
    const { stderr, status } = countersign(["explain", "--no-default-credentials", valid], {
      workingFolder: folder,
    });
    expect([status, stderr]).toEqual([0, expect.stringContaining("note: no credentials are known")]);
  });

  it("logs every examination to a private file", () => {
    explain(["--log", "log.jsonl", valid, changed]);
    expect(statSync(join(folder, "log.jsonl")).mode & 0o777).toBe(0o600);
    const lines = jsonLines(readFileSync(join(folder, "log.jsonl"), "utf8"));
    expect(lines.map(({ event, level, input }) => [event, level, input])).toEqual([
      ["examination", "info", "valid.http"],
      ["examination", "error", "changed.http"],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/"providedSignature":"[0-9a-f]{64}"/);
  });

  it("is quiet when its reader goes away", () => {
    const { status, stderr } = spawnSync(
      "sh",
      [
        "-c",
        'for i in 1 2 3 4 5 6 7 8; do set -- "$@" "$@"; done; "$0" "$PROGRAM" explain --json --no-default-credentials "$@" | head -n 1 >/dev/null',
        process.execPath,
        valid,
      ],
      {
        cwd: folder,
        encoding: "utf8",
        env: { PATH: process.env.PATH ?? "", HOME: folder, PROGRAM: builtProgram },
      },
    );
    expect(status).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|Error|\n {4}at /);
  });

  it("takes 10 000 mutated inputs without any exit status but 0, 1 and 2, a line for each request in them", () => {
    const seeds = [valid, changed, answered].map((name) => readFileSync(join(folder, name)));
    const names = Array.from({ length: 10_000 }, (_, n) => `m${n}`);
    names.forEach((name, n) => {
      const seed = seeds[n % seeds.length] ?? Buffer.alloc(0);
      writeFileSync(join(folder, name), mutated(seed, n));
    });
    const { status, stdout, stderr } = countersign(
      ["explain", "--json", "--no-default-credentials", ...names],
      { workingFolder: folder },
    );
    expect([0, 1, 2]).toContain(status);
    expect([...new Set(jsonLines(stdout).map(({ input }) => input))]).toEqual(names);
    expect(stderr).not.toMatch(/ERR_BUG|Unhandled|\n {4}at /);
  }, 120_000);

  it("takes mutated inputs whose secret is known, too", () => {
    const names = Array.from({ length: 24 }, (_, n) => `k${n}`);
    names.forEach((name, n) => {
      writeFileSync(join(folder, name), mutated(readFileSync(join(folder, valid)), n * 7919 + 13));
    });
    const { status, stdout, stderr } = explain(["--json", ...names]);
    expect([0, 1, 2]).toContain(status);
    expect(jsonLines(stdout)).toHaveLength(24);
    expect(stderr).not.toMatch(/ERR_BUG|Unhandled|\n {4}at /);
  }, 180_000);
});

/** A few bytes changed, cut, doubled or moved: the same for the same number. */
function mutated(seed: Buffer, number: number): Buffer {
  let state = (number + 1) * 2_654_435_761;
  const random = (limit: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return state % Math.max(limit, 1);
  };
  let bytes = Buffer.from(seed);
  for (let change = 0; change <= random(4); change += 1) {
    const at = random(bytes.length);
    const odd = [0, 9, 10, 13, 32, 37, 43, 58, 61, 255][random(10)] ?? 0;
    switch (random(5)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([odd]), bytes.subarray(at)]);
        break;
      case 2:
        bytes = bytes.subarray(0, at);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random(20))]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(random(at))]);
    }
  }
  return bytes;
}
