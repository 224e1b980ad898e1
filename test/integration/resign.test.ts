// Clients with a wrong secret, signed again on the way (--resign) before a sandbox that knows the right one: they work, and each of
// their requests is still found wrong. No secret shows anywhere.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clients } from "../support/aws-clients.ts";
import type { ExaminationLine } from "../support/examination-lines.ts";
import { examinationLines } from "../support/examination-lines.ts";
import type { Ended } from "../support/spawned-countersign.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

const timeoutMs = 240_000;
const rightSecret = "rightSecret/rightSecret+rightSecret/0000";
const wrongSecret = "wrongSecret/wrongSecret+wrongSecret/1111";
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-resign-"));
  writeFileSync(join(folder, "body"), "the body\nof an object\n".repeat(50));
  writeFileSync(
    join(folder, "right.ini"),
    `[default]\naws_access_key_id = AKIALABLABLABLAB0000\naws_secret_access_key = ${rightSecret}\n`,
  );
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(script: string, ...more: readonly string[]): Promise<Ended> {
  const own = ["--sandbox", "--json", "--port", "0", "--certs", join(folder, "certs")];
  const known = ["--no-default-credentials", "--credentials", join(folder, "right.ini")];
  const kept = ["--evidence", join(folder, "seen.sqlite"), "--log", join(folder, "seen.jsonl")];
  return spawnCountersign(["run", ...own, ...known, ...kept, ...more, "--", "sh", "-c", script], {
    workingFolder: folder,
    environment: {
      AWS_ACCESS_KEY_ID: "AKIALABLABLABLAB0000",
      AWS_SECRET_ACCESS_KEY: wrongSecret,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_MAX_ATTEMPTS: "1",
    },
  });
}

/** The rules of a request's findings that are about signing again. */
function told({ findings }: ExaminationLine): string[] {
  return findings.filter(({ rule }) => /signed-again$/.test(rule)).map(({ rule }) => rule);
}

/** Runs a client to a good end; each of its requests was found wrong, signed again and taken. */
async function mended(script: string): Promise<readonly ExaminationLine[]> {
  const ended = await run(script, "--resign", "mismatch");
  const seen = examinationLines(ended.stdout);
  expect(ended.stderr).toContain("SIGNED AGAIN");
  // The client's own end: 0, and then the gate, because its signatures are wrong.
  expect(ended.status, `${ended.stderr}\n${readable("log")}`).toBe(1);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.map((one) => [one.verdict, told(one), one.response?.agrees])).toEqual(
    seen.map(() => ["mismatch", ["signed-again"], null]),
  );
  expect(seen.map(({ response }) => response?.status)).not.toContain(403);
  expect(seen.flatMap(({ findings }) => findings.map(({ rule }) => rule))).not.toContain(
    "proxy-altered-request",
  );
  expectNoSecrets(ended);
  return seen;
}

function readable(name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8").slice(-4000);
  } catch {
    return "";
  }
}

/** Neither secret stands in an output, the log, or the evidence. */
function expectNoSecrets(ended: Ended): void {
  const kept = readdirSync(folder)
    .filter((name) => name.startsWith("seen.") && statSync(join(folder, name)).isFile())
    .map((name) => readFileSync(join(folder, name), "latin1"));
  expect(kept.length).toBeGreaterThan(1);
  for (const text of [ended.stdout, ended.stderr, ...kept]) {
    for (const secret of [rightSecret, wrongSecret]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString("base64"));
      expect(text).not.toContain(encodeURIComponent(secret));
    }
  }
}

describe.skipIf(clients.boto3 === null)("boto3 with a wrong secret", () => {
  test("does the services whose bodies are hashed, and presigned URLs", { timeout: timeoutMs }, async () => {
    const seen = await mended(`set -e; cat >job.py <<'PYTHON'
import boto3, botocore, urllib.request, ssl, os
boto3.client("sts").get_caller_identity()
sqs = boto3.client("sqs")
url = sqs.create_queue(QueueName="lab")["QueueUrl"]
sqs.send_message(QueueUrl=url, MessageBody="a+b é&=")
boto3.client("dynamodb").list_tables()
s3 = boto3.client("s3", config=botocore.config.Config(signature_version="s3v4"))
s3.create_bucket(Bucket="lab-bucket")
s3.put_object(Bucket="lab-bucket", Key="a b+~", Body=b"hello")
link = s3.generate_presigned_url("get_object", {"Bucket": "lab-bucket", "Key": "a b+~"})
context = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
assert urllib.request.urlopen(link, context=context).read() == b"hello"
PYTHON
      ${clients.boto3} job.py >log 2>&1`);
    // In the order in which their searches ended, not in that of the wire.
    const presigned = seen.filter(({ envelope }) => envelope?.form === "presigned-url");
    expect(presigned).toMatchObject([{ request: { method: "GET" }, response: { status: 200 } }]);
  });
});

describe.skipIf(clients.aws === null)("AWS CLI with a wrong secret", () => {
  test("puts and gets an object", { timeout: timeoutMs }, async () => {
    const aws = `${clients.aws} --no-cli-pager`;
    await mended(`set -e; {
      ${aws} s3api create-bucket --bucket lab-bucket
      ${aws} s3api put-object --bucket lab-bucket --key 'dir//a b' --body body --metadata 'lab=one  two'
      ${aws} s3 cp --no-progress 's3://lab-bucket/dir//a b' got
      cmp body got
    } >log 2>&1`);
  });
});

describe.skipIf(clients.curl === null)("curl --aws-sigv4 with a wrong secret", () => {
  test("puts and gets an object with a hash in its head", { timeout: timeoutMs }, async () => {
    const url = "https://lab-bucket.s3.us-east-1.amazonaws.com";
    const call = (sha256: string, rest: string): string =>
      `${clients.curl} -sS --fail-with-body --aws-sigv4 aws:amz:us-east-1:s3 --user AKIALABLABLABLAB0000:${wrongSecret} -H "x-amz-content-sha256: ${sha256}" ${rest}`;
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    await mended(`set -e; sum=$(sha256sum body | cut -d' ' -f1); {
      ${call(empty, `-X PUT ${url}`)}
      ${call("$sum", `-X PUT --data-binary @body -H 'Content-Type: text/plain' ${url}/a%20b`)}
      ${call(empty, `-o got ${url}/a%20b`)}
      cmp body got
    } >log 2>&1`);
  });

  const sts = "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity\\&Version=2011-06-15";
  const signed = (id: string): string =>
    `${clients.curl} -sS -o got --aws-sigv4 aws:amz:us-east-1:sts --user ${id}:${wrongSecret}`;

  test("gets nothing signed unsigned, for another's key id, or on behalf of a page", {
    timeout: timeoutMs,
  }, async () => {
    const ended = await run(
      `${clients.curl} -sS -o got ${sts}
       ${signed("AKIAANOTHERANOTHER00")} ${sts}
       ${signed("AKIALABLABLABLAB0000")} -H 'Origin: https://page.example' ${sts}
       ${signed("AKIALABLABLABLAB0000")} -H 'X-Amz-Acl;' ${sts}
       ${signed("AKIALABLABLABLAB0000")} ${sts.replace("us-east-1", "eu-west-1")}
       true`,
      ...["--resign", "all"],
    );
    const seen = examinationLines(ended.stdout);
    expect(seen.map((one) => [told(one).join(), (one.response?.status ?? 0) >= 400])).toEqual([
      ["", true],
      ["", true],
      ["not-signed-again", true],
      ["not-signed-again", true],
      ["not-signed-again", true],
    ]);
  });
});
