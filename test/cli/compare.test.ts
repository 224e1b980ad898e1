import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { httpFile } from "../support/http-files.ts";
import { countersign, jsonLines, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("compare");
const put: ExampleRecipe = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a//b",
  unsignedHeaders: [["User-Agent", "app"]],
  body: "hello",
};

function write(name: string, recipe: ExampleRecipe): string {
  writeFileSync(join(folder, name), httpFile(signedExample(recipe).request));
  return name;
}

const before = write("before.http", put);
const broken = write("broken.http", { ...put, sent: (request) => ({ ...request, target: "/a/b" }) });
const harmless = write("harmless.http", {
  ...put,
  sent: (request) => withHeader(request, "User-Agent", "\u001b[2J"),
});

/** What `explain` says of two requests: signatures and tokens are redacted in it when it is read. */
const logged = "explained.jsonl";
const explained = countersign(["explain", "--json", "--no-default-credentials", before, harmless], {
  workingFolder: folder,
});
writeFileSync(join(folder, logged), explained.stdout);

function compare(...words: readonly string[]) {
  return countersign(["compare", "--no-default-credentials", ...words], { workingFolder: folder });
}

describe("countersign compare", () => {
  it("names the change that broke the signature, without a secret", () => {
    const { status, stdout, stderr } = compare(before, broken);
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toBe(
      "the signature broke here  PUT examplebucket.s3.us-east-1.amazonaws.com #1\n    signed    path\n        before  /a//b\n        after   /a/b\n",
    );
  });

  it("tells changes that break nothing, and steers no terminal", () => {
    const { status, stdout } = compare(before, harmless);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^changed, nothing signed {2}PUT/);
    expect(stdout).toContain("after   \\x1B[2J");
  });

  it("gives JSON lines", () => {
    expect(jsonLines(compare("--json", before, broken).stdout)).toMatchObject([
      { schema: "countersign.comparison/1", effect: "breaks", changes: [{ part: "path", signed: true }] },
    ]);
  });

  it("sums up where there is more than one request", () => {
    const { status, stdout } = compare(logged, broken);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^the signature broke here/);
    expect(stdout).toMatch(/\n2 requests: 1 broke here \(path 1\), 1 not behind it\n$/);
  });

  it("says what it cannot read", () => {
    const { status, stderr } = compare(before, "none.http");
    expect([status, stderr]).toEqual([
      2,
      "none.http: the file cannot be read: there is no such file (ERR_FILE_UNREADABLE)\n",
    ]);
    expect(compare(before).status).toBe(2);
  });
});
