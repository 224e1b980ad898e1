// The search for proofs: how long one takes, and whether traffic feels many. Unseen cases of bench/accuracy, examined by the built
// program in one process; then 200 mismatches a second to the pool of search threads beside an event loop that is watched.
// Usage: npm run bench:search [-- --seconds N --limit N --cases DIR]   (run it on an idle machine; asserts nothing)
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createExaminer, examine } from "../dist/diagnosis/examine.js";
import { examineFully } from "../dist/diagnosis/examine-fully.js";
import { parseHttpMessage } from "../dist/http/http-message.js";
import { openSearchPool } from "../dist/search/search-pool.js";
import { parseHttpOrIsoDate } from "../dist/sigv4/amz-date.js";
import { Secret } from "../dist/sigv4/secret.js";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "20" },
    cases: { type: "string" },
    rate: { type: "string", default: "200" },
    limit: { type: "string", default: "400" },
  },
});
const folder = values.cases ?? mkdtempSync(join(tmpdir(), "countersign-search-"));
if (values.cases === undefined) generate();
const singles = load("single");
const pairs = load("pair");
const real = load("real");
const everything = [...singles, ...real, ...pairs];
const knowledge = { credentials: knownOf(everything), signingKeys: [] };

const budget = { milliseconds: 5000, suppositions: 400_000, now: () => performance.now() };
await timed([...singles, ...real].slice(0, 100)); // the code gets warm
report("single faults proved", await timed([...singles, ...real]));
report("pairs proved", await timed(pairs));
await underLoad([...singles, ...real]);
if (values.cases === undefined) rmSync(folder, { recursive: true });

function generate() {
  const generator = fileURLToPath(new URL("./accuracy/generate.mjs", import.meta.url));
  execFileSync(process.execPath, [generator, "--out", folder, "--seed", "99"], { stdio: "ignore" });
}

function load(kind) {
  let text = "";
  try {
    text = readFileSync(join(folder, `${kind}.jsonl`), "utf8");
  } catch {
    return [];
  }
  return text
    .split("\n")
    .filter(Boolean)
    .flatMap((line) => subjectOf(JSON.parse(line)))
    .filter((_, index, all) => index % Math.ceil(all.length / Number(values.limit)) === 0);
}

function subjectOf(record) {
  if (!record.raw_request_b64) return [];
  const read = parseHttpMessage(Buffer.from(record.raw_request_b64, "base64"), { scheme: null });
  if ("refusal" in read) return [];
  const nowEpochMs = parseHttpOrIsoDate(record.now ?? "");
  const subject = {
    id: record.id,
    input: null,
    index: 0,
    request: read.request,
    response: null,
    selfCheck: null,
    nowEpochMs,
  };
  return [{ subject, ini: record.credentials_ini }];
}

function knownOf(cases) {
  const sets = new Map();
  for (const { ini } of cases) {
    for (const text of ini.split(/^\[/m).slice(1)) {
      const value = (name) => new RegExp(`^${name}\\s*=\\s*(\\S+)`, "m").exec(text)?.[1] ?? "";
      const accessKeyId = value("aws_access_key_id");
      const secret = value("aws_secret_access_key");
      if (accessKeyId && secret)
        sets.set(`${accessKeyId} ${secret}`, {
          accessKeyId,
          secretAccessKey: new Secret(secret),
          spelling: null,
          sessionToken: null,
          source: "bench",
        });
    }
  }
  return [...sets.values()];
}

/** Each case by its own knowledge, as a person would give it: times of the searches that ended with a proof. */
async function timed(cases) {
  const times = [];
  for (const { subject, ini } of cases) {
    const examiner = createExaminer({ credentials: knownOf([{ ini }]), signingKeys: [] });
    const { proof, search } = await examineFully(subject, examiner, budget);
    if (proof && search) times.push(search.milliseconds);
  }
  return times.sort((a, b) => a - b);
}

function report(name, times) {
  const at = (share) => (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0).toFixed(2);
  console.log(
    `${name}: ${times.length} searches, milliseconds p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, most ${at(1)}`,
  );
}

async function underLoad(cases) {
  const seconds = Number(values.seconds);
  const perTick = Number(values.rate) / 50;
  const pool = openSearchPool({ knowledge, workers: 1, queueLimit: 256 });
  const examiner = createExaminer(knowledge);
  const broken = cases.filter(({ subject }) => examine(subject, examiner).verdict === "mismatch");
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let sent = 0;
  let proven = 0;
  let memory = 0;
  const feed = async () => {
    for (let n = 0; n < perTick; n += 1) {
      const { subject } = broken[sent % broken.length];
      sent += 1;
      examine(subject, examiner);
      void pool.examineFully({ ...subject, id: String(sent) }).then((one) => {
        if (one.proof) proven += 1;
      });
    }
  };
  const timer = setInterval(feed, 20);
  await new Promise((passed) => setTimeout(passed, 3000));
  delay.enable();
  memory = process.memoryUsage().rss;
  await new Promise((passed) => setTimeout(passed, seconds * 1000));
  delay.disable();
  clearInterval(timer);
  const grown = (process.memoryUsage().rss - memory) / 1024 / 1024;
  const { refused, abandoned, searched } = pool.counts();
  console.log(
    `${values.rate} mismatches a second for ${seconds} s: event loop delay p99 ${(delay.percentile(99) / 1e6 - 1).toFixed(2)} ms, memory ${grown >= 0 ? "+" : ""}${grown.toFixed(1)} MiB; ` +
      `${sent} sent, ${searched} searched, ${proven} proven, ${refused} refused by a full queue, ${abandoned} abandoned`,
  );
  await pool.close();
}
