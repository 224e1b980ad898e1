// What a very large upload does to memory: countersign between a client that makes its bytes and a sink that drops them, no disk.
// Usage: npm run bench:memory [-- GIBIBYTES]   (Linux; ends with 1 when memory grew by more than 32 MiB)
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connect as secure } from "node:tls";
import { fileURLToPath } from "node:url";
import { makeCertificates } from "./certificates.mjs";

const gibibytes = Number(process.argv[2] ?? 5);
const allowedMiB = 32;
const folder = mkdtempSync(join(tmpdir(), "countersign-memory-"));
makeCertificates(folder);
const pem = (name) => readFileSync(join(folder, name));
let sunk = 0;
const sink = createServer({ cert: pem("leaf.pem"), key: pem("leaf-key.pem") }, (message, answer) => {
  message.on("data", (chunk) => (sunk += chunk.length));
  message.on("end", () => answer.end("ok"));
}).listen(0, "127.0.0.1");
sink.requestTimeout = 0;
await once(sink, "listening");
const host = `localhost:${sink.address().port}`;

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const own = ["start", "--port", "0", "--json", "--no-default-credentials", "--certs", join(folder, "certs")];
const way = ["--intercept", "localhost", "--upstream-ca", join(folder, "ca.pem")];
const env = { PATH: process.env.PATH, HOME: folder };
const child = spawn(process.execPath, [main, ...own, ...way], { env, stdio: ["ignore", "ignore", "pipe"] });
try {
  process.exitCode = await measure();
} finally {
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  sink.close();
  sink.closeAllConnections();
}

async function measure() {
  const [line] = await once(createInterface({ input: child.stderr }), "line");
  const ready = JSON.parse(line);
  const port = new URL(ready.proxy).port;
  // A quarter of a gibibyte first: what a body costs at all is not growth.
  await upload(await tunnel(port, ready.ca), 2 ** 28);
  const before = memoryMiB("VmRSS");
  sunk = 0;
  const started = performance.now();
  const status = await upload(await tunnel(port, ready.ca), gibibytes * 2 ** 30);
  const seconds = (performance.now() - started) / 1000;
  const [after, peak] = [memoryMiB("VmRSS"), memoryMiB("VmHWM")];
  const whole = status === 200 && sunk === gibibytes * 2 ** 30;
  console.log(
    `${gibibytes} GiB ${whole ? "arrived whole" : "DID NOT ARRIVE WHOLE"} in ${seconds.toFixed(0)} s`,
  );
  console.log(
    `memory: ${before.toFixed(1)} MiB before, ${after.toFixed(1)} MiB after, ${peak.toFixed(1)} MiB at most`,
  );
  console.log(`growth at most ${(peak - before).toFixed(1)} MiB; allowed ${allowedMiB} MiB`);
  return whole && peak - before <= allowedMiB ? 0 : 1;
}

/** A tunnel with TLS in it. */
async function tunnel(port, ca) {
  const asked = request({ host: "127.0.0.1", port, method: "CONNECT", path: host, agent: false }).end();
  const [, socket] = await once(asked, "connect");
  const tls = secure({ socket, servername: "localhost", ca: readFileSync(ca) });
  await once(tls, "secureConnect");
  return tls;
}

/** Sends one body; gives the status of the answer. */
async function upload(tls, bytes) {
  const headers = ["Host", host, "Content-Length", String(bytes)];
  const sent = request({
    createConnection: () => tls,
    method: "PUT",
    path: "/large",
    headers,
    setHost: false,
  });
  const answered = once(sent, "response");
  const piece = Buffer.alloc(65_536, "b");
  for (let left = bytes; left > 0; left -= piece.length) {
    if (!sent.write(piece.subarray(0, Math.min(left, piece.length)))) await once(sent, "drain");
  }
  sent.end();
  const [answer] = await answered;
  answer.resume();
  await once(answer, "end");
  return answer.statusCode;
}

function memoryMiB(name) {
  return (
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) /
    1024
  );
}
