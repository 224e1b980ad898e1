// countersign beside a bare relay, in one run on one machine: processor time of each request, throughput of uploads.
// Usage: npm run bench   (Linux: processor times are read from /proc; asserts nothing)
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { makeCertificates } from "./certificates.mjs";
import { cpuSeconds, restedCpuSeconds } from "./cpu-time.mjs";

const rounds = 3;
const keepAlive = { connections: 8, requests: 5000, bodyBytes: 0 };
const uploads = { connections: 1, requests: 4, bodyBytes: 64 * 1024 * 1024 };
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
  const relay = await open([script("relay.mjs"), folder]);
  const own = ["--credentials", "credentials", "--no-default-credentials", "--certs", join(folder, "certs")];
  const way = ["--intercept", "localhost", "--upstream-ca", "ca.pem"];
  const main = script("../dist/main.js");
  const countersign = await open([main, "start", "--port", "0", ...own, ...way]);
  const ratios = { cpu: [], uploadCpu: [], throughput: [] };
  for (const proxy of [relay, countersign]) await load(proxy, upstream, keepAlive);
  for (let round = 1; round <= rounds; round += 1) {
    const requests = await both(relay, countersign, upstream, keepAlive);
    const bodies = await both(relay, countersign, upstream, uploads);
    ratios.cpu.push(requests.countersign.cpu / requests.relay.cpu);
    ratios.uploadCpu.push(bodies.countersign.cpu / bodies.relay.cpu);
    ratios.throughput.push(bodies.relay.seconds / bodies.countersign.seconds);
    console.log(`round ${round} of ${rounds} done`);
  }
  console.log("\ncountersign in relation to the bare relay: median (lowest to highest round)");
  console.log(`  processor time of a keep-alive request  ${spread(ratios.cpu)}`);
  console.log(`  processor time of a 64 MiB upload       ${spread(ratios.uploadCpu)}`);
  console.log(`  throughput of 64 MiB uploads            ${spread(ratios.throughput)}`);
  const sent = (rounds + 1) * keepAlive.requests + rounds * uploads.requests;
  console.log(`\n${sent} signed requests went through countersign, which says:\n${await ended(countersign)}`);
}

/** One measurement of each, one after the other. */
async function both(relay, countersign, upstream, job) {
  return { relay: await load(relay, upstream, job), countersign: await load(countersign, upstream, job) };
}

/** Runs a load through a proxy; processor time counts until the proxy rests, so that late work is not left out. */
async function load(proxy, upstream, job) {
  const ca = [join(folder, "ca.pem"), ...(proxy.ca ? [proxy.ca] : [])];
  const before = cpuSeconds(proxy.child.pid);
  const text = JSON.stringify({ proxy: proxy.port, upstream: upstream.port, ca, ...job });
  const client = spawn(process.execPath, [script("load.mjs"), text], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(client);
  const [line] = await client.stdout.toArray();
  if (line === undefined) throw new Error("the load client failed; its message stands above");
  return { cpu: (await restedCpuSeconds(proxy.child.pid)) - before, seconds: JSON.parse(line).seconds };
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
      const ready = /^ready (?:http:\/\/127\.0\.0\.1:)?(\d+)(?: \(certificate authority: (.+)\))?$/.exec(
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
  return lines.join("\n");
}

function spread(values) {
  const [low, median, high] = values.toSorted((a, b) => a - b).map((value) => value.toFixed(2));
  return `${median} (${low} to ${high})`;
}
