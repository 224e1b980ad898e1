// Runs explain over cases and compares its answer with what is to be found.
// Usage: node bench/accuracy/measure.mjs CASES.jsonl… [--json] [--failures FILE] [--keep DIR] [--together] [--causes-alone] [--program FILE]
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { goals, summary, tables } from "./summary.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    failures: { type: "string" },
    keep: { type: "string" },
    "causes-alone": { type: "boolean", default: false },
    together: { type: "boolean", default: false },
    batch: { type: "string", default: "500" },
    program: { type: "string", default: fileURLToPath(new URL("../../dist/main.js", import.meta.url)) },
  },
});
const folder = values.keep ?? mkdtempSync(join(tmpdir(), "countersign-accuracy-"));
mkdirSync(folder, { recursive: true });

const cases = positionals.flatMap((file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line)),
);
const judged = judgeAll(cases);
const result = summary(judged);
if (values.failures)
  writeFileSync(
    values.failures,
    judged
      .filter((one) => !one.exact)
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(""),
  );
console.log(
  values.json
    ? JSON.stringify({ ...result, failures: judged.filter((one) => !one.exact) })
    : tables(result, judged),
);
if (values.keep === undefined) rmSync(folder, { recursive: true });
process.exitCode = goals(result) ? 0 : 1;

function judgeAll(list) {
  const groups = new Map();
  for (const one of list) {
    const key = `${one.credentials_ini}\n${one.now}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const out = [];
  for (const group of groups.values())
    for (let i = 0; i < group.length; i += Number(values.batch))
      out.push(...judgeTogether(group.slice(i, i + Number(values.batch))));
  if (values.together) return out;
  // Requests that are looked at together can explain each other; what is judged is each one by itself.
  const byId = new Map(list.map((one) => [one.id, one]));
  return out.map((one) =>
    one.exact && one.falseProofs.length === 0 ? one : judgeTogether([byId.get(one.id)])[0],
  );
}

function judgeTogether(group) {
  const files = group.map((one) => [fileOf(one), one]);
  const credentials = join(folder, "credentials.ini");
  writeFileSync(credentials, group[0].credentials_ini);
  const given = ["explain", "--json", "--credentials", credentials, "--no-default-credentials"];
  const now = group[0].now ? ["--now", group[0].now] : [];
  const args = [values.program, ...given, ...now, ...files.map((pair) => pair[0])];
  const run = spawnSync(process.execPath, args, {
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { PATH: process.env.PATH, HOME: folder },
  });
  const answers = new Map();
  for (const line of run.stdout.split("\n").filter(Boolean)) {
    const answer = JSON.parse(line);
    if (!answers.has(answer.input)) answers.set(answer.input, answer);
  }
  if (answers.size === 0) console.error(`explain said nothing: ${run.stderr.slice(0, 400)}`);
  return files.map(([file, one]) => judge(one, answers.get(file), file));
}

function fileOf(one) {
  const file = join(folder, `${one.id.replace(/[^\w.-]/g, "_")}.http`);
  const request = one.raw_request_b64 ? [Buffer.from(one.raw_request_b64, "base64")] : [];
  const response = one.raw_response_b64 ? [Buffer.from(one.raw_response_b64, "base64")] : [];
  const input = (one.inputs ?? []).map((each) => Buffer.from(each.b64, "base64"));
  const parts = [...request, ...response, ...input];
  writeFileSync(
    file,
    Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from("\r\n%%%\r\n"), part]))),
  );
  return file;
}

/** A fault seen on the wire beside a proof (a clock, a scope, an unsigned token) also counts where it is told as an error only. */
function provedAndSeen(set, answer) {
  if (values["causes-alone"]) return false;
  if (answer?.verdict !== "mismatch" || !answer.proof || answer.causes.length === 0) return false;
  if (!answer.causes.every((id) => set.includes(id))) return false;
  const seen = answer.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
  return set.every((id) => answer.causes.includes(id) || seen.includes(id));
}

function judge(one, answer, file) {
  const causes = answer?.causes ?? [];
  const sets = one.expect.causes.length > 0 ? one.expect.causes : [[]];
  const findings = answer?.findings ?? [];
  const accepted = new Set(sets.flat());
  const verdicts = one.expect.verdicts_accepted ?? [];
  const verdictRight = verdicts.length === 0 || verdicts.includes(answer?.verdict);
  const causesRight = sets.some((set) => same(set, causes) || provedAndSeen(set, answer));
  const loud = findings.filter((each) => each.severity === "error" || each.severity === "warning");
  return {
    id: one.id,
    kind: one.kind,
    classes: one.classes,
    notes: one.notes,
    file,
    exact:
      answer?.error === undefined &&
      answer !== undefined &&
      causesRight &&
      verdictRight &&
      (one.kind !== "correct" || loud.length === 0),
    causesRight,
    verdictRight,
    expected: sets,
    expectedVerdict: verdicts,
    got: causes,
    verdict: answer?.verdict ?? null,
    error: answer === undefined ? "no answer" : answer.error,
    falseProofs: findings
      .filter((each) => each.certainty === "proven" && each.severity !== "note" && !accepted.has(each.rule))
      .map((each) => each.rule),
    suspected: findings.filter((each) => each.certainty === "suspected").map((each) => each.rule),
    errors: findings.filter((each) => each.severity === "error").map((each) => each.rule),
    loud: one.kind === "correct" ? loud.map((each) => each.rule) : [],
    searchMs: answer?.search?.milliseconds ?? null,
    exhausted: answer?.search?.exhausted ?? null,
  };
}

function same(a, b) {
  return a.length === b.length && [...a].sort().join() === [...b].sort().join();
}
