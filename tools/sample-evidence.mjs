// An evidence file as an afternoon of mixed traffic leaves it: right requests of several clients, and faults out of the catalogue's own
// examples. For screenshots, and for measuring the inspector with many requests.
// Usage: node tools/sample-evidence.mjs FILE [REQUESTS]   (after npm run build)

import { generateKeyPairSync } from "node:crypto";
import { rmSync } from "node:fs";
import { pathToFileURL } from "node:url";

const load = (path) => import(new URL(`../dist/${path}`, import.meta.url));
const { catalogue } = await load("diagnosis/catalogue.js");
const { createExaminer } = await load("diagnosis/examine.js");
const { examineFully } = await load("diagnosis/examine-fully.js");
const { signedExample, exampleResponse } = await load("diagnosis/example.js");
const { openIncidents } = await load("diagnosis/incidents.js");
const { openEvidenceWriter } = await load("evidence/evidence-writer.js");
const { packExchange } = await load("evidence/exchange-pack.js");

const beginEpochMs = Date.parse("2026-01-02T13:00:00Z");
const clients = [
  "aws-cli/2.31.7 md/awscrt#0.27.6",
  "Boto3/1.40.61 md/Botocore#1.40.61",
  "aws-sdk-go-v2/1.39.2 os/linux",
  "aws-sdk-js/3.922.0 ua/2.1",
  "aws-sdk-java/2.36.2 md/io#sync",
];
/** The program of each client. */
const programs = ["aws", "python3", "uploader", "node", "java"];
const faults = [
  "content-type-changed",
  "secret-whitespace-newline",
  "clock-skew",
  "path-double-encoded-s3",
  "host-rewritten-by-reverse-proxy",
  "payload-changed-after-sign",
  "header-value-whitespace",
];
const places = [
  ["GET", "https://reports.s3.us-east-1.amazonaws.com/2026/01/summary.parquet", "s3", []],
  ["PUT", "https://uploads.s3.eu-west-1.amazonaws.com/incoming/image-4711.png", "s3", []],
  [
    "POST",
    "https://dynamodb.us-east-1.amazonaws.com/",
    "dynamodb",
    [["X-Amz-Target", "DynamoDB_20120810.GetItem"]],
  ],
  ["POST", "https://sqs.us-east-1.amazonaws.com/", "sqs", [["X-Amz-Target", "AmazonSQS.ReceiveMessage"]]],
  ["GET", "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15", "sts", []],
];

/** Writes the file. */
export async function sampleEvidence(path, requests) {
  rmSync(path, { force: true });
  const keyPem = generateKeyPairSync("ed25519")
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
  const writer = openEvidenceWriter(
    {
      ...{ path, keyPem, version: "0.0.0", keepBodies: "redacted" },
      ...{ largestFileBytes: 1e12, freeSpaceFloorBytes: 0, spoolAboveBytes: 65_536 },
    },
    beginEpochMs,
  );
  const kinds = await samples();
  const incidents = openIncidents();
  let packed = [];
  for (let at = 0; at < requests; at += 1) {
    const kind = kinds[pick(at, kinds.length)];
    const epochMs = beginEpochMs + Math.floor((at / requests) * 3 * 3_600_000) + (at % 997);
    packed.push(packedOf(kind, { id: `s-${at}`, at, epochMs }, incidents));
    if (packed.length < 256 && at < requests - 1) continue;
    writer.write(batchOf(packed), epochMs);
    packed = [];
  }
  writer.close(beginEpochMs + 3 * 3_600_000);
}

function batchOf(packed) {
  const bodyBytes = packed.flatMap(() => [-1, -1]);
  return { packed, bodies: new Uint8Array(), bodyBytes, underWay: [], forgotten: [], lost: null };
}

/** Mostly right, a fault in each seven or so, in stretches. */
function pick(at, count) {
  const right = places.length;
  const wave = Math.sin(at / 37) > 0.4;
  if (at % (wave ? 3 : 11) !== 1) return at % right;
  return right + ((at * 7 + Math.floor(at / 90)) % (count - right));
}

async function samples() {
  const kinds = places.map(([method, url, service, headers]) => ({
    ...signedExample({ method, url, service, headers }),
    right: true,
  }));
  for (const id of faults) {
    const rule = catalogue.find((one) => one.id === id);
    if (rule) kinds.push({ ...rule.example(), right: false });
  }
  const budget = { milliseconds: 5000, suppositions: 500_000, now: () => performance.now() };
  const examined = [];
  for (const kind of kinds) {
    const { request, knowledge, nowEpochMs, right, related = [] } = kind;
    const response = kind.response ?? (right ? answered() : refused(request));
    const subject = {
      ...{ id: "s", input: null, index: 0, request, response },
      selfCheck: null,
      nowEpochMs,
      related,
    };
    examined.push({ examination: await examineFully(subject, createExaminer(knowledge), budget), response });
  }
  return examined;
}

function answered() {
  const date = ["Date", "Fri, 02 Jan 2026 13:00:00 GMT"];
  return exampleResponse(200, [["Content-Type", "application/json"], date], '{"ok":true}');
}

function refused() {
  const message =
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
  return exampleResponse(
    403,
    [["Content-Type", "application/xml"]],
    `<Error><Code>SignatureDoesNotMatch</Code><Message>${message}</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>`,
  );
}

function packedOf({ examination, response }, { id, at, epochMs }, incidents) {
  const client = (at * 3) % clients.length;
  const agent = clients[client];
  const waitMs = 8 + ((at * 37) % 90) + (at % 131 === 0 ? 1800 : 0);
  const connection = {
    connectAuthority: `${examination.request.authority}:443`,
    sni: examination.request.authority,
    client: `127.0.0.1:${50_000 + (at % 900)}`,
    tlsVersion: "TLSv1.3",
    process: { pid: 4120 + 37 * client, name: programs[client] },
  };
  const headers = [...examination.request.headers, ["User-Agent", agent]];
  const request = { ...examination.request, headers, connection, receivedAtEpochMs: epochMs };
  const answered = examination.answer && { ...examination.answer, dateEpochMs: serverDate(examination, at) };
  const one = { ...examination, id, request, timeEpochMs: epochMs, answer: answered };
  const found = { ...one, incident: incidents.add(one) };
  const answer = response && { ...response, receivedAtEpochMs: epochMs + waitMs };
  const exchange = { id, request, response: answer, state: "complete", reason: null, selfCheck: null };
  return packExchange(found, exchange, epochMs + waitMs + 2);
}

/** The server's clock as each client sees it: one of them drifts. */
function serverDate({ reading }, at) {
  const signed = reading.kind === "read" ? reading.envelope.amzDate : null;
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signed ?? "") ?? [];
  if (y === undefined) return null;
  const drift = (at * 3) % clients.length === 3 ? 140 + at / 12 : at % 2;
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) + drift * 1000;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [, , path, requests = "2000"] = process.argv;
  if (path === undefined) throw new Error("name the file to write");
  await sampleEvidence(path, Number(requests));
}
