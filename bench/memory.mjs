// What a very large upload does to memory: countersign between a client that makes its bytes and a sink that drops them, no disk.
// Usage: npm run bench:memory [-- GIBIBYTES] [--signed]   (Linux; ends with 1 when memory grew by more than 32 MiB)
// --signed: in chunks of 64 KiB, each with its signature, which countersign verifies; it ends with 1 as well when one was not.
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
import { chunkBytes, chunkPiece, signedUpload, uploader } from "./signed-upload.mjs";

const signed = process.argv.includes("--signed");
const gibibytes = Number(process.argv.slice(2).find((word) => !word.startsWith("-")) ?? 5);
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
const own = ["start", "--port", "0", "--json", "--evidence", "off", "--certs", join(folder, "certs")];
const way = ["--intercept", "localhost", "--upstream-ca", join(folder, "ca.pem")];
const env = { PATH: process.env.PATH, HOME: folder, ...uploader };
const child = spawn(process.execPath, [main, ...own, ...way], { env, stdio: ["ignore", "pipe", "pipe"] });
const examined = createInterface({ input: child.stdout });
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
  const first = once(examined, "line");
  await upload(await tunnel(port, ready.ca), 2 ** 28);
  await first;
  const before = memoryMiB("VmRSS");
  sunk = 0;
  const examination = once(examined, "line");
  const started = performance.now();
  const status = await upload(await tunnel(port, ready.ca), gibibytes * 2 ** 30);
  const seconds = (performance.now() - started) / 1000;
  const [after, peak] = [memoryMiB("VmRSS"), memoryMiB("VmHWM")];
  const { stream, verdict } = JSON.parse((await examination)[0]);
  const chunks = (gibibytes * 2 ** 30) / chunkBytes + 1;
  const verified = !signed || (verdict === "valid" && stream.signatures.verified === chunks);
  if (signed) console.log(`${verdict}: ${stream?.signatures.verified} of ${chunks} chunks verified`);
  const whole = status === 200 && sunk >= gibibytes * 2 ** 30 && verified;
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
  const { headers, seed } = signed
    ? signedUpload(host, "/large", bytes)
    : { headers: ["Host", host, "Content-Length", String(bytes)], seed: null };
  const sent = request({
    createConnection: () => tls,
    method: "PUT",
    path: "/large",
    headers,
    setHost: false,
  });
  const answered = once(sent, "response");
  for (const piece of seed === null ? plain(bytes) : seed.chunks(bytes)) {
    if (!sent.write(piece)) await once(sent, "drain");
  }
  sent.end();
  const [answer] = await answered;
  answer.resume();
  await once(answer, "end");
  return answer.statusCode;
}

function* plain(bytes) {
  for (let left = bytes; left > 0; left -= chunkBytes)
    yield chunkPiece.subarray(0, Math.min(left, chunkBytes));
}

function memoryMiB(name) {
  return (
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) /
    1024
  );
}
