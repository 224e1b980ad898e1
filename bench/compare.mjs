// Proxies side by side, in one run on one machine: countersign, a bare relay, http-mitm-proxy as it comes, and mockttp and mitmdump where
// they are installed.
// Usage: npm run bench [-- --write] [--workers]   (Linux: processor times are read from /proc; asserts nothing; --write makes
// docs/benchmarks.md; --workers adds countersign with two workers)
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  ended,
  inBench,
  load,
  machine,
  openCountersign,
  openMitmdump,
  openMockttp,
  openRelay,
  openStock,
  openUpstream,
  spread,
} from "./side-by-side.mjs";

const rounds = 3;
/** Each row: what is sent, and how often by a proxy that is slow. */
const rows = [
  { name: "keep-alive request, 8 connections", connections: 8, requests: 5000, bodyBytes: 0, slow: 500 },
  { name: "keep-alive request, 32 connections", connections: 32, requests: 5000, bodyBytes: 0, slow: 500 },
  { name: "keep-alive PUT of 64 KiB", connections: 8, requests: 1000, bodyBytes: 65_536, slow: 200 },
  {
    name: "request on a connection of its own",
    connections: 8,
    requests: 400,
    bodyBytes: 0,
    slow: 100,
    fresh: true,
  },
  { name: "upload of 64 MiB", connections: 1, requests: 4, bodyBytes: 64 * 1024 * 1024, slow: 1 },
];

await inBench(async (bench) => {
  const upstream = await openUpstream(bench);
  const proxies = await openProxies(bench);
  for (const proxy of proxies)
    await load(bench, proxy, upstream, { ...rows[0], requests: proxy.slow ? 200 : 2000 });
  const table = [];
  for (const row of rows) {
    const measured = new Map(proxies.map((proxy) => [proxy, []]));
    for (let round = 1; round <= rounds; round += 1) {
      for (const proxy of proxies) measured.get(proxy).push(await measure(bench, proxy, upstream, row));
    }
    table.push({ row, cells: proxies.map((proxy) => cell(measured.get(proxy), measured.get(proxies[0]))) });
    console.error(`measured: ${row.name}`);
  }
  const said = await ended(
    bench,
    proxies.find(({ name }) => name === "countersign"),
  );
  const text = page(proxies, table, said);
  console.log(text);
  if (process.argv.includes("--write"))
    writeFileSync(fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url)), text);
});

/** What a load through a proxy costs; null where a proxy that is not of this project did not stand it. */
async function measure(bench, proxy, upstream, row) {
  try {
    return await load(bench, proxy, upstream, row);
  } catch (error) {
    if (!proxy.foreign) throw error;
    console.error(`${proxy.name}: ${error.message}`);
    return null;
  }
}

/** The relay comes first: all others are measured by it. */
async function openProxies(bench) {
  const own = (name, ...more) => openCountersign(bench, name, ["--intercept", "localhost", ...more]);
  const kept = (file) => ["--evidence", join(bench.folder, file)];
  const found = [
    await openRelay(bench),
    await own("countersign", ...kept("evidence.sqlite")),
    await own("countersign, evidence off", "--evidence", "off"),
    ...(process.argv.includes("--workers")
      ? [await own("countersign, 2 workers", "--workers", "2", ...kept("workers.sqlite"))]
      : []),
    await openStock(bench),
    await openMockttp(bench),
    await openMitmdump(bench),
  ];
  return found.filter((proxy) => proxy !== null);
}

function cell(own, yardstick) {
  const stood = own.flatMap((each, round) => (each === null ? [] : [{ each, by: yardstick[round] }]));
  if (stood.length === 0) return { cpu: "failed", throughput: "failed" };
  return {
    cpu: spread(stood.map(({ each, by }) => each.cpu / by.cpu)),
    throughput: spread(stood.map(({ each, by }) => by.seconds / each.seconds)),
  };
}

function page(proxies, table, said) {
  const others = proxies.slice(1).map(({ name }) => name);
  const lines = (part) => [
    `| | ${others.join(" | ")} |`,
    `|---|${others.map(() => "---|").join("")}`,
    ...table.map(
      ({ row, cells }) =>
        `| ${row.name} | ${cells
          .slice(1)
          .map((each) => each[part])
          .join(" | ")} |`,
    ),
  ];
  return [
    "# Benchmarks",
    "",
    "Made by `npm run bench -- --write`; see [bench](../bench/README.md) for what is measured and how to read it, and",
    "[cost against load](benchmarks-load.md) for how cost grows with connections, bodies, hosts and requests.",
    `Measured on ${machine()}. Every figure is in relation to a bare relay of the same run that inspects nothing: the median of ${rounds} rounds, with`,
    "the lowest and the highest. countersign verifies and tells each request; its evidence takes at most 100 right ones a second, its default.",
    "",
    "## Processor time for each request (1 is the relay; less is better)",
    "",
    ...lines("cpu"),
    "",
    "## Throughput (1 is the relay; more is better)",
    "",
    "Client, proxy and upstream share the machine.",
    "",
    ...lines("throughput"),
    "",
    "What countersign said at the end:",
    "",
    "```",
    said,
    "```",
    "",
  ].join("\n");
}
