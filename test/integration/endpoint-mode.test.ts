// Clients that are led to countersign as to an endpoint (--endpoint-mode), before the sandbox: what they sign right is signed again
// for AWS and done; what nobody signed, or nobody signed right, is not.

import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { clients } from "../support/aws-clients.ts";
import type { ExaminationLine } from "../support/examination-lines.ts";
import { examinationLines } from "../support/examination-lines.ts";
import type { Ended } from "../support/spawned-countersign.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";
import { startedCountersign } from "../support/started-countersign.ts";

const timeoutMs = 240_000;
const secret = "labSecret/labSecret+labSecret/labSecret+";
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-endpoint-"));
  writeFileSync(join(folder, "body"), "the body\nof an object\n".repeat(20_000));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(script: string): Promise<Ended> {
  const own = ["--sandbox", "--endpoint-mode", "--json", "--port", "0", "--certs", join(folder, "certs")];
  const kept = ["--evidence", join(folder, "seen.sqlite"), "--log", join(folder, "seen.jsonl")];
  return spawnCountersign(["run", ...own, ...kept, "--", "sh", "-c", script], {
    workingFolder: folder,
    environment: {
      AWS_ACCESS_KEY_ID: "AKIALABLABLABLAB0000",
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_MAX_ATTEMPTS: "1",
    },
  });
}

/** Runs a client to a good end; each of its requests was right, signed again, and taken. */
async function served(script: string): Promise<readonly ExaminationLine[]> {
  const ended = await run(script);
  const seen = examinationLines(ended.stdout);
  expect(ended.status, `${ended.stderr}\n${readable("log")}`).toBe(0);
  expect(seen.length).toBeGreaterThan(0);
  const faults = seen.map(({ verdict, findings }) => [
    verdict,
    findings.map(({ rule }) => rule).filter((rule) => rule !== "accepted-reading"),
  ]);
  expect(faults).toEqual(seen.map(() => ["valid", ["signed-again"]]));
  expect(seen.map(({ response }) => response?.status)).not.toContain(403);
  const kept = readdirSync(folder)
    .filter((name) => name.startsWith("seen.") && statSync(join(folder, name)).isFile())
    .map((name) => readFileSync(join(folder, name), "latin1"));
  for (const text of [ended.stdout, ended.stderr, ...kept]) expect(text).not.toContain(secret);
  return seen;
}

function readable(name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8").slice(-4000);
  } catch {
    return "";
  }
}

const details = (seen: readonly ExaminationLine[]): string[] =>
  seen.flatMap(({ findings }) => findings.map(({ detail }) => detail));

describe.skipIf(clients.aws === null)("AWS CLI at the endpoint", () => {
  test("does S3, STS and SQS", { timeout: timeoutMs }, async () => {
    const aws = `${clients.aws} --no-cli-pager --endpoint-url "$AWS_ENDPOINT_URL"`;
    const seen = await served(`set -e; {
      ${aws} sts get-caller-identity
      ${aws} sqs create-queue --queue-name lab
      ${aws} s3api create-bucket --bucket lab-bucket
      ${aws} s3api put-object --bucket lab-bucket --key 'dir//a b' --body body --metadata 'lab=one  two'
      ${aws} s3 cp --no-progress 's3://lab-bucket/dir//a b' got
      cmp body got
    } >log 2>&1`);
    expect(details(seen).join()).toContain(
      "Signed again for sqs.us-east-1.amazonaws.com with the environment.",
    );
  });
});

describe.skipIf(clients.boto3 === null)("boto3 at the endpoint", () => {
  test("does awkward keys, streams and presigned URLs", { timeout: timeoutMs }, async () => {
    await served(`set -e; cat >job.py <<'PYTHON'
import boto3, botocore, os, urllib.request
url = os.environ["AWS_ENDPOINT_URL"]
s3 = boto3.client("s3", endpoint_url=url, config=botocore.config.Config(signature_version="s3v4"))
s3.create_bucket(Bucket="lab-bucket")
for key in ["a b+~", "grüße/日本", "x=y&z;,@:$"]:
    s3.put_object(Bucket="lab-bucket", Key=key, Body=open("body", "rb"), Metadata={"lab": "one  two"})
    assert s3.get_object(Bucket="lab-bucket", Key=key)["Body"].read() == open("body", "rb").read()
link = s3.generate_presigned_url("get_object", {"Bucket": "lab-bucket", "Key": "a b+~"})
assert urllib.request.urlopen(link).read() == open("body", "rb").read()
boto3.client("dynamodb", endpoint_url=url).list_tables()
PYTHON
      ${clients.boto3} job.py >log 2>&1`);
  });
});

describe.skipIf(clients.curl === null)("curl --aws-sigv4 at the endpoint", () => {
  test("is verified against the Host as sent", { timeout: timeoutMs }, async () => {
    await served(`set -e; sum=$(sha256sum body | cut -d' ' -f1); empty=$(printf '' | sha256sum | cut -d' ' -f1)
      call() { ${clients.curl} -sS --fail-with-body --aws-sigv4 aws:amz:us-east-1:s3 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$@"; }
      { call -X PUT -H "x-amz-content-sha256: $empty" "$AWS_ENDPOINT_URL/lab-bucket"
        call -X PUT --data-binary @body -H "x-amz-content-sha256: $sum" "$AWS_ENDPOINT_URL/lab-bucket/a%20b"
        call -o got -H "x-amz-content-sha256: $empty" "$AWS_ENDPOINT_URL/lab-bucket/a%20b"
        cmp body got; } >log 2>&1`);
  });
});

describe("the SDK for JavaScript at the endpoint", () => {
  test("does S3 by path and by virtual host, whole and streamed bodies", { timeout: timeoutMs }, async () => {
    symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"));
    writeFileSync(join(folder, "job.mjs"), sdkJob);
    const seen = await served(`node job.mjs >log 2>&1`);
    const hosts = new Set(seen.map(({ request }) => request.authority.replace(/:\d+$/, "")));
    expect(hosts).toEqual(new Set(["127.0.0.1", "lab-bucket.localhost"]));
    expect(details(seen).join()).toContain("Signed again for lab-bucket.s3.us-east-1.amazonaws.com with");
  });
});

const sdkJob = `
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { Agent } from "node:http";
const endpoint = process.env.AWS_ENDPOINT_URL;
const body = readFileSync("body");
// Names below localhost are this machine's; not every resolver knows.
const lookup = (name, options, done) =>
  options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);
const requestHandler = { httpAgent: new Agent({ lookup }) };
const clients = [
  new S3Client({ endpoint, forcePathStyle: true }),
  new S3Client({ endpoint: endpoint.replace("127.0.0.1", "localhost"), requestHandler }),
];
await clients[0].send(new CreateBucketCommand({ Bucket: "lab-bucket" }));
for (const client of clients) {
  for (const Body of [body, createReadStream("body")]) {
    const length = { ContentLength: statSync("body").size };
    await client.send(new PutObjectCommand({ Bucket: "lab-bucket", Key: "a b/c+d", Body, ...length }));
    const got = await client.send(new GetObjectCommand({ Bucket: "lab-bucket", Key: "a b/c+d" }));
    if (Buffer.compare(Buffer.from(await got.Body.transformToByteArray()), body) !== 0) throw new Error("other bytes");
  }
}
`;

describe("what is no right signature of a known key id", () => {
  test("is never signed", { timeout: timeoutMs }, async () => {
    const started = await startedCountersign(folder, ["--endpoint-mode", "--evidence", "off"]);
    try {
      const host = `127.0.0.1:${started.proxy.port}`;
      const date = amzDate(Date.now());
      const right = { url: `http://${host}/lab-bucket`, service: "s3", method: "PUT", date };
      const late = amzDate(Date.now() - 301_000);
      const rows: readonly (readonly [string, Parameters<typeof signedExample>[0], number])[] = [
        ["right", right, 200],
        ["unsigned", { ...right, sent: (request) => ({ ...request, headers: [["Host", host]] }) }, 403],
        ["of another's key id", { ...right, accessKeyId: "AKIAANOTHERANOTHER00" }, 403],
        ["wrong", { ...right, secret: "another" }, 403],
        ["of a page", { ...right, unsignedHeaders: [["Origin", "https://page.example"]] }, 403],
        ["with a header added", { ...right, unsignedHeaders: [["x-amz-acl", "public-read"]] }, 403],
        [
          "with another scope",
          {
            ...right,
            sent: (request) => ({
              ...request,
              headers: request.headers.map(([name, value]) => [
                name,
                value.replace("/us-east-1/", "/eu-west-1/"),
              ]),
            }),
          },
          403,
        ],
        ["five minutes old", { ...right, date: late }, 403],
        ["for another host", { ...right, url: "http://evil.example/lab-bucket" }, 421],
        ["of a service without a host", { ...right, service: "nothing" }, 403],
      ];
      const statuses: [string, number][] = [];
      for (const [name, recipe] of rows) statuses.push([name, await status(started.proxy.port, recipe)]);
      expect(statuses).toEqual(rows.map(([name, , expected]) => [name, expected]));
      const swapped = { ...right, url: `${right.url}/a`, body: "the body" };
      expect(await status(started.proxy.port, swapped)).toBe(200);
      expect(await status(started.proxy.port, swapped, "The body")).toBe(502);
      expect(await status(started.proxy.port, { ...right, url: `${right.url}/a`, method: "GET" })).toBe(200);
    } finally {
      await started.end("SIGTERM");
    }
  });
});

/** Sends a signed request to the endpoint, with another body where one is given. */
function status(port: number, recipe: Parameters<typeof signedExample>[0], body?: string): Promise<number> {
  const { request } = signedExample(recipe);
  const { method, target } = request;
  return new Promise((resolve, reject) => {
    const content = body ?? request.body.content ?? "";
    const own = request.headers.filter(([name]) => name.toLowerCase() !== "content-length");
    const headers = [...own.flat(), "Content-Length", String(content.length)];
    const sent = httpRequest({ host: "127.0.0.1", port, method, path: target, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once("error", reject);
    sent.end(content);
  });
}
