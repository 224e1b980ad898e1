import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleSecret, signedExample } from "../../src/diagnosis/example.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { httpFile } from "../support/http-files.ts";
import { countersign, jsonLines, testFolder } from "../support/piped-countersign.ts";
import { sendThrough } from "../support/session-client.ts";
import { startedCountersign } from "../support/started-countersign.ts";

const folder = testFolder("replay");
const environment = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: exampleSecret };
const whoAmI: ExampleRecipe = {
  method: "POST",
  url: "https://sts.us-east-1.amazonaws.com/",
  service: "sts",
  headers: [["Content-Type", "application/x-www-form-urlencoded"]],
  body: "Action=GetCallerIdentity&Version=2011-06-15",
};

function write(name: string, recipe: ExampleRecipe): string {
  writeFileSync(join(folder, name), httpFile(signedExample(recipe).request));
  return name;
}

function replay(...words: readonly string[]) {
  const own = ["replay", "--sandbox", "--certs", "certs", ...words];
  return countersign(own, { workingFolder: folder, environment });
}

const fresh = { ...whoAmI, date: amzDate(Date.now()) };
const right = write("right.http", fresh);
const wrong = write("wrong.http", { ...fresh, secret: `${exampleSecret} ` });
const old = write("old.http", whoAmI);

describe("countersign replay", () => {
  it("sends a request as it was captured", () => {
    const { status, stdout } = replay("--json", right);
    expect(jsonLines(stdout)).toEqual([
      {
        schema: "countersign.replay/1",
        id: "1",
        request: { method: "POST", authority: "sts.us-east-1.amazonaws.com" },
        resigned: false,
        before: null,
        now: { status: 200, code: null, verdict: "valid", causes: [] },
      },
    ]);
    expect(status).toBe(0);
  }, 60_000);

  it("shows a refusal, and what a new signature makes of it", () => {
    const refused = replay(wrong, old);
    expect(refused.stdout).toMatch(
      /as captured\n {4}before {2}no answer\n {4}now {5}403 SignatureDoesNotMatch {2}mismatch/,
    );
    expect(refused.status).toBe(1);
    const signed = replay("--resign", wrong, old);
    expect(
      signed.stdout.match(/signed again \(.*\)\n {4}before {2}no answer\n {4}now {5}200 {2}valid/g),
    ).toHaveLength(2);
    expect(signed.status).toBe(0);
    expect(signed.stdout + signed.stderr).not.toContain(exampleSecret);
  }, 60_000);

  it("signs only what is wrong where that is asked for", () => {
    const lines = jsonLines(replay("--json", "--resign", "mismatch", right, wrong).stdout);
    expect(lines.map(({ resigned }) => resigned)).toEqual([false, true]);
    expect(lines.map(({ now }) => now)).toMatchObject([{ status: 200 }, { status: 200 }]);
  }, 60_000);

  it("takes edits, another region and other credentials", () => {
    const { stdout, status } = replay(
      "--json",
      "--resign",
      "--set-header",
      "X-Lab: 1",
      "--region",
      "eu-west-1",
      right,
    );
    expect(jsonLines(stdout)).toMatchObject([{ now: { verdict: "valid", status: 403 } }]);
    expect(status).toBe(1);
    expect(replay("--resign", "--profile", "none", right)).toMatchObject({ status: 2, stdout: "" });
  }, 60_000);

  it("sends what evidence holds once it is signed again, by file and by id", async () => {
    const evidence = join(folder, "run.sqlite");
    const program = await startedCountersign(folder, ["--evidence", evidence]);
    await sendThrough(program, signedExample({ ...fresh, secret: `${exampleSecret} ` }).request);
    await program.end("SIGTERM");
    const captured = replay(evidence);
    expect(captured.status).toBe(2);
    expect(captured.stderr).toMatch(
      /not sent: \S+: the value of Authorization was not kept; --resign signs it again/,
    );
    const [line] = jsonLines(replay("--json", "--resign", evidence).stdout);
    expect(line).toMatchObject({
      resigned: true,
      before: { status: 403, code: "SignatureDoesNotMatch" },
      now: { status: 200, verdict: "valid" },
    });
    const id = String(line?.id);
    expect(jsonLines(replay("--json", "--resign", "--from", evidence, id).stdout)).toMatchObject([{ id }]);
    expect(replay("--resign", "--from", evidence, "none").stderr).toMatch(
      /none: there is no such file, and no such request in .*run\.sqlite/,
    );
  }, 60_000);

  it("refuses words it does not know", () => {
    expect(replay("--resign=sometimes").stderr).toContain(
      "there is neither a file sometimes nor any evidence",
    );
    expect(replay("--set-header", "no header", right).stderr).toContain(
      "not a header for --set-header: no header",
    );
    expect(replay("nothing").stderr).toContain("there is neither a file nothing nor any evidence");
    expect(replay().status).toBe(2);
  }, 60_000);
});
