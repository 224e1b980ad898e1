// The pages made by the built program: one for each finding with its example examined, the predictions', the command line's, the
// errors'.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { constantName, filesBelow, projectRoot, writeIfChanged } from "./project-files.mjs";

/** Writes every page and removes the pages of findings that are gone. */
export async function writePages(ids) {
  await writeFindingPages(ids);
  writeErrorPage();
  writeCommandPage();
  await writeManualPage();
  const { predictionPage } = await built("report/prediction-page.js");
  write("docs/predictions.md", predictionPage());
}

function built(path) {
  return import(pathToFileURL(join(projectRoot, "dist", path)).href);
}

async function writeFindingPages(ids) {
  const { findingPage, engineFindingPage, findingIndex } = await built("report/finding-page.js");
  const { engineFindings } = await built("diagnosis/engine-findings.js");
  const rules = await Promise.all(ids.map(rule));
  const pages = new Map([["README.md", findingIndex(rules, engineFindings)]]);
  for (const finding of engineFindings) pages.set(`${finding.id}.md`, engineFindingPage(finding));
  for (const one of rules) pages.set(`${one.id}.md`, findingPage(one, await examinedExample(one)));
  for (const [name, text] of pages) write(join("docs/findings", name), text);
  for (const name of filesBelow(join(projectRoot, "docs/findings"))) {
    if (!pages.has(name)) rmSync(join(projectRoot, "docs/findings", name));
  }
}

async function rule(id) {
  const found = (await built(`diagnosis/findings/${id}.js`))[constantName(id)];
  if (found?.id !== id)
    throw new Error(`findings/${id}.ts must export ${constantName(id)} with the id "${id}"`);
  return found;
}

/** A clock that stands still and a bound by count alone: the page is the same on every machine. */
async function examinedExample(one) {
  const { createExaminer } = await built("diagnosis/examine.js");
  const { examineFully } = await built("diagnosis/examine-fully.js");
  const { request, response, knowledge, nowEpochMs, related = [] } = one.example();
  const shown = { id: one.id, input: null, index: 0, request, response, selfCheck: null };
  const subject = { ...shown, nowEpochMs, related };
  const budget = { milliseconds: 60_000, suppositions: 700_000, now: () => 0 };
  return examineFully(subject, createExaminer(knowledge), budget);
}

/** The codes are read from the type's source: a code without a sentence here stops the generation. */
function writeErrorPage() {
  const source = readFileSync(join(projectRoot, "src/http/countersign-error.ts"), "utf8");
  const codes = [...source.matchAll(/^ {2}\| "(ERR_[A-Z_]+)"/gm)].map(([, code]) => code);
  const texts = JSON.parse(readFileSync(join(projectRoot, "tools/error-texts.json"), "utf8"));
  const missing = codes.filter((code) => !texts[code]);
  const superfluous = Object.keys(texts).filter((code) => !codes.includes(code));
  if (missing.length + superfluous.length > 0) {
    throw new Error(
      `tools/error-texts.json: missing ${missing.join(", ")}; superfluous ${superfluous.join(", ")}`,
    );
  }
  const rows = codes.map(
    (code) => `| \`${code}\` | ${texts[code].status} | ${texts[code].means} | ${texts[code].do} |`,
  );
  write(
    "docs/errors.md",
    `# Errors

When countersign or its surroundings fail, it says so with one of these codes, a sentence and a hint, and ends with the exit
status shown. What is wrong with a request is never an error: those are [findings](findings/README.md).

| code | exit | meaning | what to do |
|---|---|---|---|
${rows.join("\n")}

\`ERR_BUG\` (exit 2) stands for what nobody foresaw: a defect of countersign itself. Please report it with the command you ran.
`,
  );
}

function writeCommandPage() {
  const main = join(projectRoot, "dist/main.js");
  if (!existsSync(main)) return;
  const top = help([]);
  const commands = [...top.matchAll(/^ {2}([a-z]+)(?:[ |]|$)/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== "help");
  const sections = commands.map((name) => `## countersign ${name}\n\n\`\`\`text\n${help([name])}\n\`\`\`\n`);
  write(
    "docs/cli.md",
    `# Command line

The text of \`countersign --help\` and of every command's \`--help\`.

\`\`\`text
${top}
\`\`\`

${sections.join("\n")}`,
  );
}

/** countersign(1), from the same declarations as --help. */
async function writeManualPage() {
  const { wholeProgram } = await built("cli/program.js");
  const { commandOutline } = await built("cli/command-outline.js");
  const { manualPage } = await built("cli/manual-page.js");
  const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
  const output = { out: () => undefined, err: () => undefined };
  const program = await wholeProgram({
    environment: {},
    workingFolder: projectRoot,
    home: "/home/you",
    version,
    output,
  });
  write("docs/countersign.1", manualPage(commandOutline(program), version));
}

function help(command) {
  const environment = { PATH: process.env.PATH ?? "", COLUMNS: "100", NO_COLOR: "1", HOME: "/home/you" };
  const run = spawnSync(process.execPath, [join(projectRoot, "dist/main.js"), ...command, "--help"], {
    env: environment,
    encoding: "utf8",
  });
  if (run.status !== 0)
    throw new Error(`countersign ${command.join(" ")} --help ended with ${run.status}: ${run.stderr}`);
  return run.stdout.replaceAll(projectRoot, ".").trimEnd();
}

function write(path, text) {
  if (writeIfChanged(path, text)) process.stdout.write(`${path}\n`);
}
