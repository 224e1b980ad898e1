// Proxies side by side, in one run on one machine: countersign, a bare relay, http-mitm-proxy as it comes, and mitmdump where it is installed.
// Usage: npm run bench [-- --write]   (Linux: processor times are read from /proc; asserts nothing; --write makes docs/benchmarks.md)
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { makeCertificates } from "./certificates.mjs";
import { cpuSeconds, restedCpuSeconds } from "./cpu-time.mjs";

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
const script = (name) => fileURLToPath(new URL(name, import.meta.url));
const started = [];

if (process.platform !== "linux") {
  console.log("npm run bench reads processor times from /proc/PID/stat, so it runs on Linux only.");
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
process.once("SIGINT", () => {
  cleanUp();
  process.exit(130);
});
try {
  await compare();
} finally {
  cleanUp();
}

function cleanUp() {
  for (const child of started) child.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function compare() {
  makeCertificates(folder);
  writeFileSync(
    join(folder, "credentials"),
    "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
  );
  const upstream = await open([script("upstream.mjs"), folder]);
  const proxies = await openProxies();
  for (const proxy of proxies) await load(proxy, upstream, { ...rows[0], requests: proxy.slow ? 200 : 2000 });
  const table = [];
  for (const row of rows) {
    const measured = new Map(proxies.map((proxy) => [proxy, []]));
    for (let round = 1; round <= rounds; round += 1) {
      for (const proxy of proxies) measured.get(proxy).push(await load(proxy, upstream, row));
    }
    table.push({ row, cells: proxies.map((proxy) => cell(measured.get(proxy), measured.get(proxies[0]))) });
    console.error(`measured: ${row.name}`);
  }
  const text = page(proxies, table, await ended(proxies.find(({ name }) => name === "countersign")));
  console.log(text);
  if (process.argv.includes("--write")) {
    writeFileSync(fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url)), text);
  }
}

/** The relay comes first: all others are measured by it. */
async function openProxies() {
  const relay = await open([script("relay.mjs"), folder]);
  const own = ["--credentials", "credentials", "--no-default-credentials", "--certs", join(folder, "certs")];
  const way = ["--intercept", "localhost", "--upstream-ca", "ca.pem", "--inspector-port", "off"];
  const start = (...more) =>
    open([script("../dist/main.js"), "start", "--port", "0", ...own, ...way, ...more]);
  const found = [
    { name: "bare relay", ...relay },
    { name: "countersign", ...(await start("--evidence", join(folder, "evidence.sqlite"))) },
    { name: "countersign, evidence off", ...(await start("--evidence", "off")) },
    { name: "http-mitm-proxy as it comes", ...(await open([script("stock.mjs"), folder])) },
  ];
  const mitmdump = await openMitmdump();
  return mitmdump === null ? found : [...found, mitmdump];
}

async function openMitmdump() {
  if (spawnSync("mitmdump", ["--version"], { stdio: "ignore" }).status !== 0) return null;
  const port = await freePort();
  const own = ["-q", "--listen-host", "127.0.0.1", "-p", String(port), "--ssl-insecure"];
  const confdir = join(folder, "mitm");
  const child = spawn("mitmdump", [...own, "--set", `confdir=${confdir}`], { stdio: "ignore" });
  started.push(child);
  await wait(4000);
  return { name: "mitmdump", child, port, ca: join(confdir, "mitmproxy-ca-cert.pem"), slow: true };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** Runs a load through a proxy; processor time counts until the proxy rests, so that late work is not left out. Seconds for each request. */
async function load(proxy, upstream, row) {
  const ca = [join(folder, "ca.pem"), ...(proxy.ca ? [proxy.ca] : [])];
  const requests = proxy.slow ? row.slow : row.requests;
  const before = cpuSeconds(proxy.child.pid);
  const { connections, bodyBytes, fresh = false } = row;
  const job = { proxy: proxy.port, upstream: upstream.port, ca, connections, requests, bodyBytes, fresh };
  const client = spawn(process.execPath, [script("load.mjs"), JSON.stringify(job)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(client);
  const [line] = await client.stdout.toArray();
  if (line === undefined)
    throw new Error(`the load client failed with ${proxy.name}; its message stands above`);
  const cpu = (await restedCpuSeconds(proxy.child.pid)) - before;
  return { cpu: cpu / requests, seconds: JSON.parse(line).seconds / requests };
}

function cell(own, yardstick) {
  return {
    cpu: spread(own.map(({ cpu }, round) => cpu / yardstick[round].cpu)),
    throughput: spread(own.map(({ seconds }, round) => yardstick[round].seconds / seconds)),
  };
}

function spread(values) {
  const [low, median, high] = values.toSorted((a, b) => a - b).map((value) => value.toFixed(2));
  return `${median} (${low} to ${high})`;
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
  const machine = `${cpus().length} cores, Node.js ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
  return [
    "# Benchmarks",
    "",
    "Made by `npm run bench -- --write`; see [bench](../bench/README.md) for what is measured and how to read it.",
    `Measured on ${machine}. Every figure is in relation to a bare relay of the same run that inspects nothing: the median of ${rounds} rounds, with`,
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

/** Starts a server in a process of its own, without this environment's AWS and proxy settings; resolves when it listens. */
function open(argv) {
  const env = { PATH: process.env.PATH, HOME: folder };
  const child = spawn(process.execPath, argv, { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
  started.push(child);
  const lines = [];
  return new Promise((resolve, reject) => {
    child.on("close", () => reject(new Error(`${argv[0]} ended: ${lines.join("\n")}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const ready = /^ready (?:http:\/\/127\.0\.0\.1:)?(\d+)(?: \(certificate authority: ([^)]+)\))?/.exec(
        line,
      );
      if (ready) resolve({ child, lines, port: Number(ready[1]), ca: ready[2] });
      else lines.push(line);
    });
  });
}

/** Stops countersign and gives what it said after it was ready. */
async function ended({ child, lines }) {
  lines.length = 0;
  child.kill("SIGINT");
  await once(child, "close");
  return lines.filter((line) => !line.includes(folder)).join("\n");
}
