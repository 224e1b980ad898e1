// Streamed bodies of clients nobody here wrote, longer than the proxy keeps, through `countersign run --sandbox`: valid, and verified as they passed.
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clients } from "../support/aws-clients.ts";
import type { ExaminationLine } from "../support/examination-lines.ts";
import { blemishes, examinationLines } from "../support/examination-lines.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

const timeoutMs = 240_000;
const environment = {
  AWS_ACCESS_KEY_ID: "AKIALABLABLABLAB0000",
  AWS_SECRET_ACCESS_KEY: "labSecret/labSecret+labSecret/labSecret+",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
};
const bodyBytes = 20 * 1024 * 1024;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-streaming-"));
  writeFileSync(join(folder, "body"), Buffer.alloc(bodyBytes, "the body of an object\n"));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Streamed = ExaminationLine & { readonly stream?: unknown };

async function rightTraffic(...command: readonly string[]): Promise<readonly Streamed[]> {
  const options = ["--sandbox", "--json", "--port", "0", "--certs", join(folder, "certs")];
  const ended = await spawnCountersign(["run", ...options, "--", ...command], {
    workingFolder: folder,
    environment,
  });
  const examinations = examinationLines(ended.stdout);
  expect(ended.status, `${ended.stderr}\n${log()}`).toBe(0);
  expect(blemishes(examinations)).toEqual([]);
  return examinations;
}

function log(): string {
  try {
    return readFileSync(join(folder, "log"), "utf8").slice(-4000);
  } catch {
    return "";
  }
}

const moduleOf = (name: string): string => JSON.stringify(import.meta.resolve(name));
const longest = (seen: readonly Streamed[]): number =>
  Math.max(...seen.map(({ request }) => request.bodyBytes));

test("the SDK for JavaScript uploads with its default checksum and in parts", {
  timeout: timeoutMs,
}, async () => {
  writeFileSync(
    join(folder, "job.mjs"),
    `import { createReadStream, readFileSync } from "node:fs";
    import { HttpsProxyAgent } from ${moduleOf("hpagent")};
    import { NodeHttpHandler } from ${moduleOf("@smithy/node-http-handler")};
    import * as s3 from ${moduleOf("@aws-sdk/client-s3")};
    const httpsAgent = new HttpsProxyAgent({ proxy: process.env.HTTPS_PROXY });
    const client = new s3.S3Client({ requestHandler: new NodeHttpHandler({ httpsAgent }) });
    const own = { Bucket: "lab-bucket", Key: "a b" };
    await client.send(new s3.CreateBucketCommand({ Bucket: "lab-bucket" }));
    const stream = () => ({ Body: createReadStream("body"), ContentLength: ${bodyBytes} });
    await client.send(new s3.PutObjectCommand({ ...own, ...stream() }));
    for (const ChecksumAlgorithm of ["CRC32C", "SHA256"])
      await client.send(new s3.PutObjectCommand({ ...own, ...stream(), ChecksumAlgorithm }));
    const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand(own));
    const Parts = [];
    for (const PartNumber of [1, 2]) {
      const part = { ...own, ...stream(), UploadId, PartNumber };
      const { ETag } = await client.send(new s3.UploadPartCommand(part));
      Parts.push({ ETag, PartNumber });
    }
    await client.send(new s3.CompleteMultipartUploadCommand({ ...own, UploadId, MultipartUpload: { Parts } }));
    client.destroy();`,
  );
  const seen = await rightTraffic("sh", "-c", `${process.execPath} job.mjs >log 2>&1`);
  const uploads = seen.filter(({ request }) => request.bodyBytes > bodyBytes);
  expect(uploads).toHaveLength(5);
  const [first] = uploads;
  expect(first?.stream).toMatchObject({
    token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    dataBytes: bodyBytes,
    checksums: [{ name: "crc32", right: true }],
    wrong: [],
  });
  expect(uploads.slice(1, 3).map(({ stream }) => stream)).toMatchObject([
    { checksums: [{ name: "crc32c", right: true }] },
    { checksums: [{ name: "sha256", right: true }] },
  ]);
});

describe.skipIf(clients.aws === null)("the AWS CLI", () => {
  test("uploads in parts", { timeout: timeoutMs }, async () => {
    const aws = clients.aws;
    const seen = await rightTraffic(
      "sh",
      "-c",
      `set -e; {
      ${aws} s3api create-bucket --bucket lab-bucket
      ${aws} s3 cp --no-progress body s3://lab-bucket/parts
    } >log 2>&1`,
    );
    expect(longest(seen)).toBeGreaterThanOrEqual(8_388_608);
  });
});

describe.skipIf(clients.rclone === null)("rclone", () => {
  test("uploads in chunks", { timeout: timeoutMs }, async () => {
    const seen = await rightTraffic(
      "sh",
      "-c",
      `set -e
      export RCLONE_CONFIG=/dev/null RCLONE_S3_PROVIDER=AWS RCLONE_S3_ENV_AUTH=true RCLONE_S3_REGION=us-east-1
      { ${clients.rclone} mkdir :s3:lab-bucket
        ${clients.rclone} copyto --s3-upload-cutoff 5M --s3-chunk-size 5M body :s3:lab-bucket/parts; } >log 2>&1`,
    );
    expect(longest(seen)).toBeGreaterThanOrEqual(5_242_880);
  });
});

describe.skipIf(clients.curl === null)("a browser's form by curl", () => {
  test("is valid though its file is too long to be kept", { timeout: timeoutMs }, async () => {
    const fields = signedFields(new Date());
    const form = Object.entries(fields).map(([name, value]) => `--form-string '${name}=${value}'`);
    const url = "https://lab-bucket.s3.us-east-1.amazonaws.com/";
    const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const seen = await rightTraffic(
      "sh",
      "-c",
      `set -e; {
      ${clients.curl} -sS --fail-with-body --aws-sigv4 aws:amz:us-east-1:s3 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H 'x-amz-content-sha256: ${emptySha256}' -X PUT ${url}
      ${clients.curl} -sS ${form.join(" ")} -F file=@body -o answer -w '%{http_code}' ${url} >status
    test "$(cat status)" = 204
    } >log 2>&1`,
    );
    expect(seen.at(-1)).toMatchObject({
      verdict: "valid",
      envelope: { form: "post-policy" },
      request: { method: "POST" },
    });
    expect(seen.at(-1)?.request.bodyBytes).toBeGreaterThan(bodyBytes);
  });
});

/** A policy and its signature by HMACs of this test's own. */
function signedFields(now: Date): Record<string, string> {
  const amzDate = now.toISOString().replace(/[:-]|\.\d{3}/g, "");
  const scope = `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const credential = `${environment.AWS_ACCESS_KEY_ID}/${scope}`;
  const plain = {
    key: ["form/$", "{filename}"].join(""),
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": credential,
    "x-amz-date": amzDate,
  };
  const { key: _, ...exact } = plain;
  const conditions = [
    { bucket: "lab-bucket" },
    ["starts-with", "$key", "form/"],
    ["content-length-range", 1, 100_000_000],
    ...Object.entries(exact).map(([name, value]) => ({ [name]: value })),
  ];
  const expiration = new Date(now.getTime() + 600_000).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString("base64");
  let key: Buffer = Buffer.from(`AWS4${environment.AWS_SECRET_ACCESS_KEY}`);
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  return { ...plain, policy, "x-amz-signature": createHmac("sha256", key).update(policy).digest("hex") };
}
