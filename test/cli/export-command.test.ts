import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { evidenceFile } from "../support/evidence.ts";
import { canaryCookie, canaryToken } from "../support/examination-samples.ts";
import { harFaults } from "../support/har-schema.ts";
import { exampleIni, httpFile } from "../support/http-files.ts";
import { countersign, jsonLines, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("export");
writeFileSync(join(folder, "known.ini"), exampleIni);

const put: ExampleRecipe = {
  url: "https://bucket.s3.us-east-1.amazonaws.com/key",
  method: "PUT",
  headers: [["Content-Type", "text/plain"]],
  body: "hello",
};

function write(name: string, recipe: ExampleRecipe): string {
  writeFileSync(join(folder, name), httpFile(signedExample(recipe).request));
  return name;
}

const changed = write("changed.http", {
  ...put,
  sent: (request) => withHeader(request, "Content-Type", "text/plain; charset=utf-8"),
});
const secret = write("secret.http", {
  ...put,
  sessionToken: canaryToken,
  unsignedHeaders: [["Cookie", canaryCookie]],
});

function run(command: string, ...words: readonly string[]) {
  return countersign([command, "--credentials", "known.ini", "--no-default-credentials", ...words], {
    workingFolder: folder,
  });
}

describe("countersign export", { timeout: 120_000 }, () => {
  it("examines inputs and writes them to standard output", () => {
    const { status, stdout, stderr } = run("export", "--format", "sarif", changed);
    expect([status, stderr]).toEqual([0, ""]);
    const { results } = JSON.parse(stdout).runs[0];
    expect(results[0].ruleId).toBe("content-type-changed");
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe("changed.http");
  });

  it("takes the newest evidence without an input, and says so", () => {
    const home = join(folder, "home");
    const kept = join(home, ".countersign", "evidence");
    mkdirSync(kept, { recursive: true });
    const bare = (...words: readonly string[]) => countersign(["export", ...words], { workingFolder: home });
    expect(bare("--format", "jsonl")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        "export needs an input: there is no evidence of an earlier run (ERR_USAGE)",
      ),
    });
    const newest = evidenceFile(join(kept, "2026-01-02T03-04-05Z-1.sqlite"), 2);
    const { status, stdout, stderr } = bare("--format", "jsonl");
    expect([status, stderr]).toEqual([0, `note: the newest evidence: ${newest}\n`]);
    expect(jsonLines(stdout).map(({ id }) => id)).toEqual(["run-0", "run-1"]);
  });

  it("writes a private file", () => {
    expect(run("export", "--format", "har", "--output", "all.har", changed, secret).status).toBe(0);
    const har = JSON.parse(readFileSync(join(folder, "all.har"), "utf8"));
    expect(harFaults(har)).toEqual([]);
    expect(har.log.entries).toHaveLength(2);
    expect(statSync(join(folder, "all.har")).mode & 0o777).toBe(0o600);
  });

  it("takes a log as it stands, its other events passed over", () => {
    run("explain", "--log", "seen.jsonl", changed, secret);
    const log = readFileSync(join(folder, "seen.jsonl"), "utf8");
    writeFileSync(
      join(folder, "seen.jsonl"),
      `{"level":"info","event":"ready"}\n${log}${log.slice(0, 300)}\n`,
    );
    const { status, stdout, stderr } = run("export", "--format", "jsonl", "seen.jsonl");
    expect(jsonLines(stdout).map(({ id, verdict }) => [id, verdict])).toEqual([
      ["1", "mismatch"],
      ["2", "valid"],
    ]);
    expect([status, stderr]).toEqual([
      0,
      "note: seen.jsonl: 1 lines are no whole examinations and were left out\n",
    ]);
  });

  it("shows no secret in any format", () => {
    const formats = [
      "har",
      "jsonl",
      "sarif",
      "junit",
      "markdown",
      "html",
      "curl",
      "awscurl",
      "boto3",
      "http",
    ];
    for (const format of formats) {
      const { stdout } = run("export", "--format", format, secret, changed);
      expect(stdout.length).toBeGreaterThan(50);
      for (const hidden of [canaryToken, encodeURIComponent(canaryToken), canaryCookie, "wJalrXUtnFEMI"])
        expect(stdout).not.toContain(hidden);
      expect(stdout).not.toMatch(/[Ss]ignature[=":]+[0-9a-f]{9}/);
    }
  });

  it("picks requests by id", () => {
    expect(
      run("export", "--format", "curl", "--id", "1", changed, secret).stdout.match(/^curl /gm),
    ).toHaveLength(1);
    const { status, stderr } = run("export", "--format", "curl", "--id", "9", changed);
    expect([status, stderr]).toEqual([2, expect.stringContaining("there is no request 9 (ERR_ID_UNKNOWN)")]);
  });

  it("writes raw bytes that explain reads back", () => {
    run("export", "--format", "http", "--output", "both.http", changed, secret);
    const lines = jsonLines(run("explain", "--json", "both.http").stdout);
    expect(lines.map(({ request }) => Object(request).bodyBytes)).toEqual([5, 5]);
  });

  it("goes on past what cannot be read or written, and says so", () => {
    const { status, stdout, stderr } = run("export", "--format", "jsonl", "none.http", changed);
    expect([status, jsonLines(stdout).length]).toEqual([2, 1]);
    expect(stderr).toContain(
      "none.http: the file cannot be read: there is no such file (ERR_FILE_UNREADABLE)",
    );
    expect(run("export", "--format", "aws", changed).status).toBe(2);
  });

  it("refuses formats it has not, by stable codes", () => {
    expect(run("export", "--format", "pdf", changed)).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("(ERR_OPTION_INVALID)"),
    });
    expect(run("export", "--format", "bundle", changed).stderr).toContain("(ERR_USAGE)");
    expect(run("export", changed).stderr).toContain("(ERR_USAGE)");
  });
});

describe("--report", { timeout: 120_000 }, () => {
  it("writes SARIF and JUnit beside the normal output of explain", () => {
    const { status, stdout } = run(
      "explain",
      "--json",
      "--report",
      "found.sarif",
      "--report",
      "junit=found.xml",
      changed,
      secret,
    );
    expect([status, jsonLines(stdout).length]).toEqual([1, 2]);
    const { results } = JSON.parse(readFileSync(join(folder, "found.sarif"), "utf8")).runs[0];
    expect(results.map((one: { ruleId: string }) => one.ruleId)).toContain("content-type-changed");
    expect(readFileSync(join(folder, "found.xml"), "utf8")).toContain('tests="2" failures="1"');
  });

  it("writes them after a run too, its sandbox's requests in them", () => {
    const script =
      'curl -s --aws-sigv4 aws:amz:us-east-1:sts --user "$AWS_ACCESS_KEY_ID:wrong" https://sts.us-east-1.amazonaws.com/ >/dev/null';
    const { status } = countersign(
      ["run", "--sandbox", "--no-default-credentials", "--report", "run.xml", "--", "sh", "-c", script],
      { workingFolder: folder },
    );
    expect(status).toBe(1);
    expect(readFileSync(join(folder, "run.xml"), "utf8")).toMatch(/tests="1" failures="1"/);
  });
});
