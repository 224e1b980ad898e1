// Starts a new finding: writes its rule and its test from a template and adds it to the catalogue.
// Usage: npm run new:finding <id>

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { constantName, projectRoot, writeIfChanged } from "./project-files.mjs";

const id = process.argv[2] ?? "";
const rule = `src/diagnosis/findings/${id}.ts`;
const test = `test/diagnosis/findings/${id}.test.ts`;

if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(id))
  fail("give an id of at least two words in kebab-case: npm run new:finding scope-region-wrong");
if (existsSync(join(projectRoot, rule))) fail(`${rule} exists already; ids are never reused`);

writeIfChanged(rule, ruleTemplate());
writeIfChanged(test, testTemplate());
const generated = spawnSync(process.execPath, [join(projectRoot, "tools/generate.mjs"), "--catalogue"], {
  stdio: "inherit",
});
if (generated.status !== 0) fail("the catalogue could not be written");
process.stdout.write(`${rule}\n${test}\nFill both in, then: npm run generate && npm run check\n`);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function ruleTemplate() {
  return `// TODO: one line that says what is wrong.
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { headerSupposition, signedValue } from "../variations.ts";

export const ${constantName(id)}: FindingRule = {
  id: "${id}",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 0,
  title: "TODO: what is wrong, one sentence",
  why: "TODO: the mechanism, one to three sentences.",
  fix: "TODO: what to do, in the imperative, naming the setting.",
  spec: "TODO: the paragraph of the specification, or observed: who saw it",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["X-Todo", "as signed"]],
      sent: (request) => withHeader(request, "X-Todo", "as sent"),
    }),
  suppose: (context) => suppositions(context),
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const sent = signedValue(context, "x-todo");
  if (sent === null) return;
  yield headerSupposition(context, "x-todo", "as signed", \`X-Todo was signed as "as signed" and sent as "\${sent}".\`);
}
`;
}

function testTemplate() {
  return `import { describe, expect, it } from "vitest";
import { ${constantName(id)} } from "../../../src/diagnosis/findings/${id}.ts";
import { examined } from "../../support/examined.ts";

describe("${id}", () => {
  it("is found in its own example", async () => {
    expect((await examined(${constantName(id)}.example())).causes).toEqual(["${id}"]);
  });

  it.todo("is not found for the neighbouring fault");
});
`;
}
