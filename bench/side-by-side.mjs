// Proxies side by side: each in a process of its own, before the same upstream, under the same client. What the benches share.
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
import { restedCpuSeconds } from "./cpu-time.mjs";

const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Runs a bench in a temporary folder with certificates and credentials, and cleans up whatever happens. */
export async function inBench(work) {
  if (process.platform !== "linux") {
    console.log("This bench reads processor times from /proc/PID/stat, so it runs on Linux only.");
    return;
  }
  const bench = { folder: mkdtempSync(join(tmpdir(), "countersign-bench-")), started: [] };
  process.once("SIGINT", () => {
    cleanUp(bench);
    process.exit(130);
  });
  try {
    makeCertificates(bench.folder);
    writeFileSync(
      join(bench.folder, "credentials"),
      "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    );
    await work(bench);
  } finally {
    cleanUp(bench);
  }
}

function cleanUp({ folder, started }) {
  for (const child of started) child.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** The server that all lead to. `viaPort`: where it also takes CONNECT for any name. */
export function openUpstream(bench) {
  return open(bench, [script("upstream.mjs"), bench.folder]);
}

/** The yardstick. */
export async function openRelay(bench, ...more) {
  return { name: "bare relay", ...(await open(bench, [script("relay.mjs"), bench.folder, ...more])) };
}

/** countersign as it is used, with `more` on its command line. */
export async function openCountersign(bench, name, more) {
  const certs = join(bench.folder, `certs-${bench.started.length}`);
  const own = ["--credentials", "credentials", "--no-default-credentials", "--certs", certs];
  const way = ["--upstream-ca", "ca.pem", "--inspector-port", "off"];
  return {
    name,
    ...(await open(bench, [script("../dist/main.js"), "start", "--port", "0", ...own, ...way, ...more])),
  };
}

/** http-mitm-proxy without countersign. */
export async function openStock(bench) {
  const found = await open(bench, [script("stock.mjs"), bench.folder]);
  return { name: "http-mitm-proxy as it comes", ...found };
}

/** mockttp, where COUNTERSIGN_BENCH_MODULES names a folder that has it; else null. */
export async function openMockttp(bench) {
  const modules = process.env.COUNTERSIGN_BENCH_MODULES;
  if (modules === undefined) return null;
  const found = await open(bench, [script("mockttp.mjs"), bench.folder, modules]);
  return { name: "mockttp", foreign: true, ...found };
}

/** mitmdump, where it is installed; else null. */
export async function openMitmdump(bench) {
  if (spawnSync("mitmdump", ["--version"], { stdio: "ignore" }).status !== 0) return null;
  const port = await freePort();
  const own = ["-q", "--listen-host", "127.0.0.1", "-p", String(port), "--ssl-insecure"];
  const confdir = join(bench.folder, "mitm");
  const child = spawn("mitmdump", [...own, "--set", `confdir=${confdir}`], { stdio: "ignore" });
  bench.started.push(child);
  await wait(4000);
  return {
    name: "mitmdump",
    child,
    port,
    ca: join(confdir, "mitmproxy-ca-cert.pem"),
    slow: true,
    foreign: true,
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/**
 * Runs a load through a proxy. Processor time counts until the proxy rests, so that late work is not left out. Gives seconds of processor
 * time and of the clock for each request.
 */
export async function load(bench, proxy, upstream, row) {
  const ca = [join(bench.folder, "ca.pem"), ...(proxy.ca ? [proxy.ca] : [])];
  const requests = proxy.slow ? row.slow : row.requests;
  const before = await restedCpuSeconds(proxy.child.pid);
  const { connections, bodyBytes, fresh = false, hosts = 0 } = row;
  const job = {
    proxy: proxy.port,
    upstream: upstream.port,
    ca,
    connections,
    requests,
    bodyBytes,
    fresh,
    hosts,
  };
  const client = spawn(process.execPath, [script("load.mjs"), JSON.stringify(job)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  bench.started.push(client);
  const [line] = await client.stdout.toArray();
  if (line === undefined)
    throw new Error(`the load client failed with ${proxy.name}; its message stands above`);
  const cpu = (await restedCpuSeconds(proxy.child.pid)) - before;
  return { cpu: cpu / requests, seconds: JSON.parse(line).seconds / requests };
}

/** Starts a server in a process of its own, without this environment's AWS and proxy settings; resolves when it listens. */
function open({ folder, started }, argv) {
  const env = { PATH: process.env.PATH, HOME: folder };
  const child = spawn(process.execPath, argv, { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
  started.push(child);
  const lines = [];
  return new Promise((resolve, reject) => {
    child.on("close", () => reject(new Error(`${argv[0]} ended: ${lines.join("\n")}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const ready =
        /^ready (?:http:\/\/127\.0\.0\.1:)?(\d+)(?: via (\d+))?(?: \(certificate authority: ([^)]+)\))?/.exec(
          line,
        );
      if (ready)
        resolve({ child, lines, port: Number(ready[1]), viaPort: Number(ready[2] ?? 0), ca: ready[3] });
      else lines.push(line);
    });
  });
}

/** Stops countersign and gives what it said after it was ready. */
export async function ended({ folder }, { child, lines }) {
  lines.length = 0;
  child.kill("SIGINT");
  await once(child, "close");
  return lines.filter((line) => !line.includes(folder)).join("\n");
}

/** The machine in words. */
export function machine() {
  return `${cpus().length} cores, Node.js ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
}

/** The median of values, with the lowest and the highest. */
export function spread(values) {
  const [low, median, high] = threeOf(values).map((value) => value.toFixed(2));
  return `${median} (${low} to ${high})`;
}

/** Lowest, median and highest. */
export function threeOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
}
