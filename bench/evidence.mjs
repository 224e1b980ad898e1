// What storing costs the thread that carries the traffic: time of `record` for one exchange, right or with findings, and CPU of all threads.
// Usage: npm run build && node bench/evidence.mjs [none|hash|redacted|full]
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createExaminer, examine } from "../dist/diagnosis/examine.js";
import { exampleKnowledge, signedExample } from "../dist/diagnosis/example.js";
import { openEvidenceStore } from "../dist/evidence/evidence-store.js";

const rounds = 200;
const eachRound = 128;
const body = Buffer.from('{"TableName":"orders","Key":{"id":{"S":"4711"}}}');
const keyPem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** An exchange with DynamoDB as SDKs make it, signed for `service`, and what is found in it. */
function examined(service) {
  const { request, nowEpochMs } = signedExample({
    ...{ service, method: "POST", url: "https://dynamodb.us-east-1.amazonaws.com/", body: body.toString() },
    headers: [
      ["Content-Type", "application/x-amz-json-1.0"],
      ["X-Amz-Target", "DynamoDB_20120810.GetItem"],
      ["User-Agent", "aws-sdk-js/3.981.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#20.20.2 api/dynamodb#3.981.0"],
      ["amz-sdk-invocation-id", "7f4f6c0f-9d6d-4c0e-8d0b-6a7b4d1c2e3f"],
      ["amz-sdk-request", "attempt=1; max=3"],
    ],
  });
  const response = {
    status: 200,
    reason: "OK",
    headers: [
      ["Server", "Server"],
      ["Date", new Date(nowEpochMs).toUTCString()],
      ["Content-Type", "application/x-amz-json-1.0"],
      ["Content-Length", "48"],
      ["Connection", "keep-alive"],
      ["x-amzn-RequestId", "P2VVS7BQNJ4KQNSO5AEMVJF66Q9ASUAAJG"],
      ["x-amz-crc32", "2745614147"],
    ],
    body: { bytes: body.length, sha256Hex: request.body.sha256Hex, content: body },
    receivedAtEpochMs: nowEpochMs,
  };
  const subject = { id: "1", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  return {
    examination: examine(subject, createExaminer(exampleKnowledge())),
    exchange: { id: "1", request, response, state: "complete", reason: null, selfCheck: null },
  };
}

async function measure(name, { examination, exchange }) {
  const folder = mkdtempSync(join(tmpdir(), "evidence-bench-"));
  const path = join(folder, "e.sqlite");
  const store = await openEvidenceStore({
    ...{ path, keyPem, version: "0", keepBodies: process.argv[2] ?? "redacted" },
    ...{ largestFileBytes: 4e9, freeSpaceFloorBytes: 0, spoolAboveBytes: 65_536 },
    warn: (reason) => process.stderr.write(`not stored: ${reason}\n`),
  });
  const times = [];
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) {
    const from = process.hrtime.bigint();
    for (let at = 0; at < eachRound; at += 1) store.record(examination, exchange);
    times.push(Number(process.hrtime.bigint() - from) / 1000 / eachRound);
    // The writer keeps up: what is measured is storing, not counting what is left out.
    await new Promise((turn) => setTimeout(turn, 100));
  }
  await store.close();
  const used = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(rounds * share)]?.toFixed(1);
  const { stored, lost } = store.counts();
  const all = (used.user + used.system) / (rounds * eachRound);
  process.stdout.write(
    `${name} (${examination.verdict}, ${examination.findings.length} findings): record() ${at(0.5)} µs median, ${at(0.1)} µs at the tenth, ` +
      `${at(0.9)} µs at the ninetieth percentile; ${all.toFixed(1)} µs CPU in all threads; ${stored} stored, ${lost} lost, ` +
      `${(statSync(path).size / stored).toFixed(0)} bytes each\n`,
  );
  rmSync(folder, { recursive: true, force: true });
}

await measure("right", examined("dynamodb"));
await measure("with findings", examined("s3"));
