// Correct traffic of clients nobody here wrote, through `countersign run --sandbox`: every request valid, nothing to complain of.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clients, scripts } from "../support/aws-clients.ts";
import type { ExaminationLine } from "../support/examination-lines.ts";
import { blemishes, examinationLines } from "../support/examination-lines.ts";
import type { Ended } from "../support/spawned-countersign.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

const timeoutMs = 240_000;
let folder = "";

const environment = {
  AWS_ACCESS_KEY_ID: "AKIALABLABLABLAB0000",
  AWS_SECRET_ACCESS_KEY: "labSecret/labSecret+labSecret/labSecret+",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-clients-"));
  writeFileSync(join(folder, "body"), "the body\nof an object\n".repeat(50));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(...command: readonly string[]): Promise<Ended> {
  return runWith(environment, command);
}

function runWith(variables: Readonly<Record<string, string>>, command: readonly string[]): Promise<Ended> {
  const options = ["--sandbox", "--json", "--port", "0", "--certs", join(folder, "certs")];
  return spawnCountersign(["run", ...options, "--", ...command], {
    workingFolder: folder,
    environment: variables,
  });
}

async function rightTraffic(script: string): Promise<readonly ExaminationLine[]> {
  const ended = await run("sh", "-c", script);
  const examinations = examinationLines(ended.stdout);
  expect(blemishes(examinations)).toEqual([]);
  expect(ended.status, `${ended.stderr}\n${log()}`).toBe(0);
  return examinations;
}

/** What the client printed, for the message of a failed test. */
function log(): string {
  try {
    return readFileSync(join(folder, "log"), "utf8").slice(-4000);
  } catch {
    return "";
  }
}

function requestsOf(examinations: readonly ExaminationLine[], method: string): number {
  return examinations.filter(({ request }) => request.method === method).length;
}

describe.skipIf(clients.aws === null)("AWS CLI", () => {
  test("S3 with awkward keys: it is valid throughout", { timeout: timeoutMs }, async () => {
    const seen = await rightTraffic(scripts.aws());
    expect(requestsOf(seen, "PUT")).toBe(9);
    expect(requestsOf(seen, "DELETE")).toBe(1);
  });

  test("STS, SQS and DynamoDB: they are valid throughout", { timeout: timeoutMs }, async () => {
    const aws = `${clients.aws} --no-cli-pager`;
    const seen = await rightTraffic(`set -e; {
      ${aws} sts get-caller-identity
      ${aws} sqs create-queue --queue-name lab
      ${aws} sqs send-message --queue-url https://sqs.us-east-1.amazonaws.com/123456789012/lab --message-body 'a+b é&='
      ${aws} sqs list-queues
      ${aws} dynamodb list-tables
    } >log 2>&1`);
    expect(new Set(seen.map(({ request }) => request.authority))).toEqual(
      new Set([
        "sts.us-east-1.amazonaws.com",
        "sqs.us-east-1.amazonaws.com",
        "dynamodb.us-east-1.amazonaws.com",
      ]),
    );
  });

  test.skipIf(clients.curl === null)(
    "a presigned URL fetched with curl: it is valid",
    { timeout: timeoutMs },
    async () => {
      const seen = await rightTraffic(`set -e; {
        ${clients.aws} s3api create-bucket --bucket lab-bucket
        ${clients.aws} s3api put-object --bucket lab-bucket --key 'a b+~é' --body body
        ${clients.curl} -sS --fail --path-as-is -o got "$(${clients.aws} s3 presign 's3://lab-bucket/a b+~é' --expires-in 300)"
        cmp body got
      } >log 2>&1`);
      expect(seen.at(-1)).toMatchObject({
        envelope: { form: "presigned-url" },
        request: { method: "GET" },
        response: { status: 200 },
      });
    },
  );
});

describe.skipIf(clients.boto3 === null)("boto3", () => {
  test("S3 with awkward keys: it is valid throughout", { timeout: timeoutMs }, async () => {
    const seen = await rightTraffic(scripts.boto3());
    expect(requestsOf(seen, "PUT")).toBeGreaterThanOrEqual(10);
    expect(requestsOf(seen, "HEAD")).toBeGreaterThanOrEqual(8);
  });

  test("presigned URLs, a PUT and a GET, used by curl: they are valid", { timeout: timeoutMs }, async () => {
    const seen = await rightTraffic(`set -e; cat >job.py <<'PYTHON'
import boto3, botocore, subprocess
s3 = boto3.client("s3", config=botocore.config.Config(signature_version="s3v4"))
s3.create_bucket(Bucket="lab-bucket")
own = {"Bucket": "lab-bucket", "Key": "a b+~é"}
def curl(*words):
    subprocess.run(["${clients.curl ?? "curl"}", "-sS", "--fail-with-body", "--path-as-is", *words], check=True)
typed = {**own, "ContentType": "text/csv"}
curl("-T", "body", "-H", "Content-Type: text/csv", s3.generate_presigned_url("put_object", typed))
curl("-o", "got", s3.generate_presigned_url("get_object", own))
PYTHON
      { ${clients.boto3} job.py; cmp body got; } >log 2>&1`);
    expect(seen.slice(1)).toMatchObject([
      { envelope: { form: "presigned-url" }, request: { method: "PUT" }, response: { status: 200 } },
      { envelope: { form: "presigned-url" }, request: { method: "GET" }, response: { status: 200 } },
    ]);
    expect(seen[1]?.envelope?.signedHeaders).toEqual(["content-type", "host"]);
  });
});

describe.skipIf(clients.curl === null)("curl --aws-sigv4", () => {
  test("S3 with awkward keys: it is valid throughout", { timeout: timeoutMs }, async () => {
    const seen = await rightTraffic(scripts.curl());
    expect(requestsOf(seen, "PUT")).toBe(9);
    expect(requestsOf(seen, "HEAD")).toBe(8);
  });
});

describe.skipIf(clients.rclone === null)("rclone", () => {
  test("S3 with awkward keys: it starts, and is valid throughout", { timeout: timeoutMs }, async () => {
    const seen = await rightTraffic(scripts.rclone());
    expect(requestsOf(seen, "PUT")).toBeGreaterThanOrEqual(8);
    expect(requestsOf(seen, "DELETE")).toBe(1);
  });
});

describe.skipIf(clients.s3cmd === null)("s3cmd", () => {
  test("S3 with awkward keys: its calls come through, and are valid throughout", {
    timeout: timeoutMs,
  }, async () => {
    const seen = await rightTraffic(scripts.s3cmd());
    expect(requestsOf(seen, "PUT")).toBeGreaterThanOrEqual(8);
    expect(requestsOf(seen, "DELETE")).toBe(1);
  });

  test.each(["-c", "--config"])(
    "a configuration given with %s: it is used",
    { timeout: timeoutMs },
    async (option) => {
      const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = environment;
      writeFileSync(
        join(folder, "own.cfg"),
        `[default]\naccess_key = ${key}\nsecret_key = ${secret}\nproxy_host =\nbucket_location = us-east-1\n`,
      );
      const ended = await run(clients.s3cmd ?? "", option, join(folder, "own.cfg"), "ls");
      expect(ended.status, ended.stderr).toBe(0);
      expect(examinationLines(ended.stdout)).toMatchObject([{ verdict: "valid", response: { status: 200 } }]);
    },
  );

  test("keys that only its configuration holds: they are known", { timeout: timeoutMs }, async () => {
    const text =
      "[default]\naccess_key = AKIACONFIGCONFIG0000\nsecret_key = ConfigSecretConfigSecretConfigSecret0000\n";
    writeFileSync(join(folder, ".s3cfg"), `${text}bucket_location = us-east-1\n`);
    const ended = await runWith({}, [clients.s3cmd ?? "", "ls"]);
    expect(examinationLines(ended.stdout)).toMatchObject([{ verdict: "valid", response: { status: 200 } }]);
    expect(ended.stdout + ended.stderr).not.toContain("ConfigSecret");
    expect(ended.status).toBe(0);
  });
});
