// Measures `endpoint` on hosts whose meaning is known: those botocore evaluates (endpoints.py), and those written by hand.
// Usage: node bench/accuracy/endpoints.mjs [--hosts FILE] [--failures FILE]; without --hosts botocore is asked, where it is installed.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { endpointOf } from "../../dist/endpoints/endpoint.js";
import { handWrittenHosts } from "./endpoints-by-hand.mjs";

const { values } = parseArgs({ options: { hosts: { type: "string" }, failures: { type: "string" } } });

const cases = [...ruleSetHosts(values.hosts), ...handWrittenHosts()];
const rows = cases.map((one) => ({ ...one, ...judged(one) }));
const failures = rows.filter(({ right, wronglyCertain }) => !right || wronglyCertain);
if (values.failures !== undefined)
  writeFileSync(values.failures, failures.map((row) => `${JSON.stringify(row)}\n`).join(""));
process.stdout.write(`${table()}\n`);
process.exitCode = passes(rows) ? 0 : 1;

/** @param {string | undefined} file */
function ruleSetHosts(file) {
  const text = file === undefined ? fromBotocore() : readFileSync(file, "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function fromBotocore() {
  const script = fileURLToPath(new URL("endpoints.py", import.meta.url));
  const { status, stdout } = spawnSync("python3", [script], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status === 0) return stdout;
  process.stderr.write(
    "python3 with botocore is not installed: only the hosts written by hand are measured\n",
  );
  return "";
}

/** Right: the first reading is an accepted one. Wrongly certain: `certain` though it is wrong, or though the host means several things. */
function judged({ host, accept }) {
  const { signingName, region, partition, pathEncoding, certain, alternatives } = endpointOf(host);
  const answers = [[signingName, region, partition, pathEncoding]];
  for (const other of alternatives)
    answers.push([other.signingName, other.region, partition, other.pathEncoding]);
  const given = answers.map(String);
  const wanted = accept.map(String);
  const right =
    wanted.length === 0 ? !certain : wanted.includes(given[0] ?? "") || tellsNoRegion(accept, answers);
  const whole = tellsNoRegion(accept, answers) || wanted.every((one) => given.includes(one));
  const several = new Set(accept.map(([name, where, , encoding]) => `${name} ${where} ${encoding}`)).size > 1;
  return { right, whole, certain, wronglyCertain: certain && (!right || several), given };
}

/** A host that every region of a partition shares (transfer acceleration) tells none: no region is the right answer. */
function tellsNoRegion(accept, [[name, region, partition, encoding]]) {
  return (
    region === null &&
    accept.length > 1 &&
    accept.every(
      (one) => String([one[0], null, one[2], one[3]]) === String([name, null, partition, encoding]),
    )
  );
}

function table() {
  const kinds = [...new Set(rows.map(({ kind }) => kind))].sort();
  const line = (name, of) => {
    const count = (test) => of.filter(test).length;
    const share = ((count(({ right }) => right) / of.length) * 100).toFixed(2);
    const cells = [
      of.length,
      `${share} %`,
      count(({ whole }) => whole),
      count(({ certain }) => certain),
      count(({ wronglyCertain }) => wronglyCertain),
    ];
    return [name.padEnd(34), ...cells.map((cell) => String(cell).padStart(12))].join("");
  };
  const head = ["hosts", "right", "all readings", "certain", "wrongly so"].map((word) => word.padStart(12));
  return [
    ["kind".padEnd(34), ...head].join(""),
    ...kinds.map((kind) =>
      line(
        kind,
        rows.filter((row) => row.kind === kind),
      ),
    ),
    line("all", rows),
    ...partitions().map(([name, of]) => line(`partition ${name}`, of)),
  ].join("\n");
}

function partitions() {
  const names = [...new Set(rows.flatMap(({ accept }) => accept.map(([, , partition]) => partition)))].sort();
  return names.map((name) => [
    name,
    rows.filter(({ accept }) => accept.some(([, , partition]) => partition === name)),
  ]);
}

/** At least 98 % of the derivable hosts right, at most 0.5 % of all wrongly certain. */
function passes(all) {
  const derivable = all.filter(({ accept }) => accept.length > 0);
  const right = derivable.filter((row) => row.right).length / derivable.length;
  return right >= 0.98 && all.filter((row) => row.wronglyCertain).length <= all.length * 0.005;
}
