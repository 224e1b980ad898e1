// A night of loads: `npm run soak -- [--minutes N] [--tunnels N] [--rows abort,slow,...]`. The rows of the tests at their large sizes,
// then mixed traffic with faults for so many minutes, watched for what grows. Status 0: every invariant held.
import { parseArgs } from "node:util";

await import("./typescript-hooks.mjs");
const { aborts, slow } = await import("../test/support/lab/loads.ts");
const { certificates, idleReuse, keepAlive, tunnels } = await import("../test/support/lab/idle-loads.ts");
const { bombs, interruptedStarts, stops } = await import("../test/support/lab/program-loads.ts");
const { descriptorLimit, mixed } = await import("../test/support/lab/soak.ts");

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    tunnels: { type: "string", default: "10000" },
    rows: { type: "string", default: "abort,slow,keep,reuse,stop,starts,bomb,mint,conn,mixed" },
  },
});
const minutes = Number(values.minutes);
const count = Number(values.tunnels);
const chosen = values.rows.split(",");
const rows = {
  abort: () => aborts(1000, 500),
  slow: () => slow({ count: 2000, goodMs: 200, grownMib: 400, gapMs: 45_000 }),
  keep: () => keepAlive(20_000),
  reuse: () => idleReuse(40),
  stop: () => stops(false),
  starts: () => interruptedStarts(100),
  bomb: () => bombs(900),
  mint: () => certificates(5000),
  conn: () => tunnels(count, { kib: 120, probeMs: 250 }),
  mixed: () => mixed(minutes, (line) => console.log(`  ${line}`)),
};
const unknown = chosen.filter((name) => !(name in rows));
if (!(minutes > 0) || !Number.isSafeInteger(count) || count < 1 || count > 10_000 || unknown.length > 0) {
  console.error(
    `--minutes and --tunnels (at most 10000) take numbers, --rows takes ${Object.keys(rows).join(",")}`,
  );
  process.exit(2);
}
const needed = count + 1000;
if (chosen.includes("conn") && descriptorLimit() < needed) {
  console.error(
    `conn: ${count} tunnels need ${needed} descriptors and ulimit -n allows ${descriptorLimit()}`,
  );
  process.exit(2);
}
const failed = [];
for (const name of chosen) {
  const started = performance.now();
  console.log(`${name} …`);
  const { broken, figures } = await rows[name]();
  const shown = Object.entries(figures).map(([figure, value]) => `${figure} ${Math.round(value * 10) / 10}`);
  console.log(
    `${name}: ${broken.length === 0 ? "holds" : "BROKEN"} in ${Math.round((performance.now() - started) / 1000)} s; ${shown.join(", ")}`,
  );
  for (const line of broken) console.log(`  ${line}`);
  if (broken.length > 0) failed.push(name);
}
console.log(failed.length === 0 ? "\nEvery row holds." : `\nBroken: ${failed.join(", ")}.`);
process.exit(failed.length === 0 ? 0 : 1);
