// The confusion matrix: every finding's example and correct requests examined by the built program; printed, and written to
// docs/matrix.md. Ends with status 1 when anything lies beside the diagonal.
// Usage: node tools/matrix.mjs   (build first; npm run matrix does)

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { kinds } from "../bench/accuracy/kinds.mjs";
import { randomFrom } from "../bench/accuracy/random.mjs";
import { projectRoot, writeIfChanged } from "./project-files.mjs";

const built = (path) => import(pathToFileURL(join(projectRoot, "dist", path)).href);
const { catalogue } = await built("diagnosis/catalogue.js");
const { createExaminer } = await built("diagnosis/examine.js");
const { examineFully } = await built("diagnosis/examine-fully.js");
const { matrixPage, onDiagonal } = await built("report/matrix-page.js");
const { parseHttpMessage } = await built("http/http-message.js");
const { Secret } = await built("sigv4/secret.js");
const { parseHttpOrIsoDate } = await built("sigv4/amz-date.js");

// A clock that stands still and a bound by count alone: the page is the same on every machine.
const budget = { milliseconds: 60_000, suppositions: 700_000, now: () => 0 };

const rows = [];
for (const rule of catalogue) rows.push(await exampleRow(rule));
const correct = await correctRows();
const page = matrixPage(rows, correct);
const wrong = rows.filter((row) => !onDiagonal(row));
const spoilt = correct.filter(({ requests, valid, findings }) => valid !== requests || findings > 0);
if (writeIfChanged("docs/matrix.md", page)) process.stdout.write("docs/matrix.md written\n");
process.stdout.write(`${rows.length} examples, ${rows.length - wrong.length} on the diagonal\n`);
for (const { kind, requests, valid, findings } of correct)
  process.stdout.write(
    `${requests} correct requests (${kind}): ${valid} valid, ${findings} errors and warnings\n`,
  );
for (const { id, causes, others } of wrong)
  process.stdout.write(
    `beside the diagonal: ${id} yields ${[...causes, ...others].join(", ") || "nothing"}\n`,
  );
process.exitCode = wrong.length + spoilt.length === 0 ? 0 : 1;

async function exampleRow(rule) {
  const example = rule.example();
  const { request, response, knowledge, nowEpochMs, ...more } = example;
  const subject = {
    id: rule.id,
    input: null,
    index: 0,
    request,
    response,
    selfCheck: null,
    nowEpochMs,
    ...subjectExtras(more),
  };
  const { findings, causes } = await examineFully(subject, createExaminer(knowledge), budget);
  const errors = findings.filter(({ severity }) => severity === "error").map((one) => one.rule);
  const further = [...new Set(errors.filter((id) => id !== rule.id))];
  const declared = new Set(rule.alsoFound ?? []);
  return {
    id: rule.id,
    causes,
    declared: further.filter((id) => declared.has(id)),
    others: further.filter((id) => !declared.has(id)),
    certainty: findings.find((one) => one.rule === rule.id)?.certainty ?? null,
  };
}

/** What an example says beside its request: other exchanges, the client's own texts. */
function subjectExtras({ related, clientTexts, origin }) {
  return {
    ...(related ? { related } : {}),
    ...(clientTexts ? { clientTexts } : {}),
    ...(origin ? { origin } : {}),
  };
}

async function correctRows() {
  const byKind = new Map();
  for (const record of kinds.correct(randomFrom(7), { seed: 7, rounds: 1 })) {
    const row = byKind.get(record.classes[0] ?? record.kind) ?? { requests: 0, valid: 0, findings: 0 };
    const { verdict, findings } = await examinedRecord(record);
    row.requests += 1;
    row.valid += verdict === "valid" ? 1 : 0;
    row.findings += findings.filter(({ severity }) => severity !== "note").length;
    byKind.set(record.classes[0] ?? record.kind, row);
  }
  return [...byKind].map(([kind, row]) => ({ kind, ...row }));
}

async function examinedRecord(record) {
  const { request } = parseHttpMessage(Buffer.from(record.raw_request_b64, "base64"), { scheme: null });
  const knowledge = { credentials: credentialsOf(record.credentials_ini), signingKeys: [] };
  const nowEpochMs = parseHttpOrIsoDate(record.now);
  const subject = {
    id: record.id,
    input: null,
    index: 0,
    request,
    response: null,
    selfCheck: null,
    nowEpochMs,
  };
  return examineFully(subject, createExaminer(knowledge), budget);
}

function credentialsOf(ini) {
  const sections = ini.split(/^\[/m).slice(1);
  return sections.map((text) => {
    const value = (name) => new RegExp(`^${name}\\s*=\\s*(\\S+)`, "m").exec(text)?.[1] ?? "";
    return {
      accessKeyId: value("aws_access_key_id"),
      secretAccessKey: new Secret(value("aws_secret_access_key")),
      spelling: null,
      sessionToken: null,
      source: "the generator",
    };
  });
}
