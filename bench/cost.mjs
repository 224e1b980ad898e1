// How cost grows with the load: processor time of a request against connections, bodies, hosts and requests, countersign beside a bare
// relay, in one run. What grows worse than in proportion shows as a line that rises.
// Usage: npm run bench:cost [-- --write] [-- --rounds 3] [-- --million]   (Linux; asserts nothing; --write makes docs/benchmarks-load.md and its picture;
// --million also measures a million requests, which takes half an hour)
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { plot } from "./plot.mjs";
import {
  inBench,
  load,
  machine,
  openCountersign,
  openRelay,
  openUpstream,
  threeOf,
} from "./side-by-side.mjs";

const kib = 1024;
const mib = 1024 * kib;
const small = { connections: 8, requests: 3000, bodyBytes: 0 };
/** Each axis: what is varied, and a load for each of its values. */
const axes = [
  {
    name: "connections",
    unit: "",
    points: [1, 8, 32, 128].map((value) => ({ value, row: { ...small, connections: value } })),
  },
  {
    name: "bytes of the body",
    unit: "B",
    points: [
      [kib, 2000],
      [16 * kib, 1500],
      [256 * kib, 300],
      [4 * mib, 30],
      [64 * mib, 3],
    ].map(([value, requests]) => ({ value, row: { connections: 2, requests, bodyBytes: value } })),
  },
  {
    name: "hosts",
    unit: "",
    many: true,
    points: [1, 10, 100, 1000].map((value) => ({ value, row: { ...small, hosts: value } })),
  },
  {
    name: "requests",
    unit: "",
    once: true,
    points: [1000, 10_000, 100_000, ...(process.argv.includes("--million") ? [1_000_000] : [])].map(
      (value) => ({ value, row: { ...small, connections: 32, requests: value } }),
    ),
  },
];
const asked = process.argv.indexOf("--rounds");
const rounds = asked < 0 ? 3 : Number(process.argv[asked + 1]);

await inBench(async (bench) => {
  const upstream = await openUpstream(bench);
  const direct = [
    await openRelay(bench),
    await openCountersign(bench, "countersign", [
      ...["--intercept", "localhost", "--evidence", join(bench.folder, "evidence.sqlite")],
    ]),
  ];
  // Names that no resolver knows: countersign reaches them through a proxy, the relay leads all to one port.
  const many = [
    await openRelay(bench, String(upstream.port)),
    await openCountersign(bench, "countersign", [
      ...["--intercept", "*.bench.test", "--upstream-proxy", `http://127.0.0.1:${upstream.viaPort}`],
      ...["--evidence", join(bench.folder, "hosts.sqlite")],
    ]),
  ];
  for (const proxy of direct) await load(bench, proxy, upstream, small);
  for (const proxy of many) await load(bench, proxy, upstream, { ...small, hosts: 1 });
  const measured = [];
  for (const axis of axes)
    measured.push(await measuredAxis(bench, upstream, axis, axis.many ? many : direct));
  const text = page(measured);
  console.log(text);
  if (!process.argv.includes("--write")) return;
  const docs = (file) => fileURLToPath(new URL(`../docs/${file}`, import.meta.url));
  writeFileSync(docs("benchmarks-load.md"), text);
  writeFileSync(docs("images/cost-against-load.svg"), plot(measured));
});

/** Lines of one axis, in relation to the relay's first point: medians, with the lowest and the highest. */
async function measuredAxis(bench, upstream, axis, proxies) {
  const lines = proxies.map(({ name }) => ({ name, points: [] }));
  for (const { value, row } of axis.points) {
    const found = proxies.map(() => []);
    for (let round = 1; round <= (axis.once ? 1 : rounds); round += 1)
      for (const [at, proxy] of proxies.entries())
        found[at].push((await load(bench, proxy, upstream, row)).cpu);
    for (const [at, cpu] of found.entries()) lines[at].points.push({ value, cpu: threeOf(cpu) });
    console.error(`measured: ${value} ${axis.name}`);
  }
  const unit = lines[0].points[0].cpu[1];
  const scaled = lines.map(({ name, points }) => ({
    name,
    points: points.map(({ value, cpu }) => ({ value, cost: cpu.map((each) => each / unit) })),
  }));
  return { name: axis.name, unit: axis.unit, lines: scaled };
}

function page(measured) {
  return [
    "# Cost against load",
    "",
    "Made by `npm run bench:cost -- --write`; see [bench](../bench/README.md) for how it is measured.",
    `Measured on ${machine()}. Processor time of one request, where 1 is what the bare relay needs at the first point of the same table: the`,
    rounds === 1
      ? "figure of one round, which tells the shape of a line and not its last digit. A cost that does not grow with the load"
      : `median of ${rounds} rounds, with the lowest and the highest (one round where requests are counted). A cost that does not grow with the load`,
    "is a flat line; that of bodies grows with the bytes.",
    "",
    "![Processor time of a request against connections, bytes, hosts and requests](images/cost-against-load.svg)",
    "",
    ...measured.flatMap(({ name, unit, lines }) => [
      `## ${name[0].toUpperCase()}${name.slice(1)}`,
      "",
      `| ${name} | ${lines.map((line) => line.name).join(" | ")} | countersign / relay |`,
      `|---:|${lines.map(() => "---|").join("")}---|`,
      ...lines[0].points.map(({ value }, at) => {
        const costs = lines.map(({ points }) => points[at].cost);
        const ratio = (costs[1][1] / costs[0][1]).toFixed(2);
        return `| ${shown(value, unit)} | ${costs.map(words).join(" | ")} | ${ratio} |`;
      }),
      "",
    ]),
    "Hosts: the requests go to so many names in turn, over connections of their own and with a certificate for each, so that the last points",
    "are mostly handshakes. countersign reaches these names through a proxy (a CONNECT more for each connection), the relay directly.",
    "",
  ].join("\n");
}

function words([low, median, high]) {
  const shortened = (value) => (value < 100 ? value.toFixed(2) : value.toFixed(0));
  return low === high ? shortened(median) : `${shortened(median)} (${shortened(low)} to ${shortened(high)})`;
}

function shown(value, unit) {
  if (unit !== "B") return value.toLocaleString("en").replaceAll(",", " ");
  return value >= mib ? `${value / mib} MiB` : `${value / kib} KiB`;
}
