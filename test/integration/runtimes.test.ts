// Programs of runtimes that read no proxy variable, unchanged, through `countersign run`: their calls come through and are valid.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { clients } from "../support/aws-clients.ts";
import { blemishes, examinationLines } from "../support/examination-lines.ts";
import type { Ended } from "../support/spawned-countersign.ts";
import { runnable, spawnCountersign } from "../support/spawned-countersign.ts";

vi.setConfig({ testTimeout: 240_000 });

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-runtimes-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const environment = {
  AWS_ACCESS_KEY_ID: "AKIALABLABLABLAB0000",
  AWS_SECRET_ACCESS_KEY: "labSecret/labSecret+labSecret/labSecret+",
  AWS_REGION: "us-east-1",
};

function run(command: readonly string[], more: Record<string, string> = {}): Promise<Ended> {
  const options = [
    "--sandbox",
    "--json",
    "--port",
    "0",
    "--certs",
    join(folder, "certs"),
    "--evidence",
    "off",
  ];
  return spawnCountersign(["run", ...options, "--", ...command], {
    workingFolder: folder,
    environment: { ...environment, ...more },
  });
}

const sdk = createRequire(import.meta.url).resolve("@aws-sdk/client-s3");

const job = (load: string): string => `${load}
  const s3 = new S3Client({ region: "us-east-1" });
  const main = async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "lab-bucket" }));
    await s3.send(new PutObjectCommand({ Bucket: "lab-bucket", Key: "a b+c/ü", Body: "hello" }));
    const got = await s3.send(new GetObjectCommand({ Bucket: "lab-bucket", Key: "a b+c/ü" }));
    if ((await got.Body.transformToString()) !== "hello") throw new Error("another body");
  };
  main().catch((error) => { console.error(error); process.exitCode = 1; });
`;
const names = "S3Client, CreateBucketCommand, PutObjectCommand, GetObjectCommand";

describe("Node.js with the AWS SDK for JavaScript v3", () => {
  test.each([
    ["job.cjs", job(`const { ${names} } = require(${JSON.stringify(sdk)});`)],
    ["job.mjs", job(`import sdk from ${JSON.stringify(sdk)}; const { ${names} } = sdk;`)],
  ])("%s: its calls come through with no change to the program, and are valid", async (name, text) => {
    writeFileSync(join(folder, name), text);
    const ended = await run([process.execPath, name]);
    const seen = examinationLines(ended.stdout);
    expect(ended.status, ended.stderr).toBe(0);
    expect(blemishes(seen)).toEqual([]);
    expect(seen.map(({ request, verdict }) => [request.method, verdict])).toEqual([
      ["PUT", "valid"],
      ["PUT", "valid"],
      ["GET", "valid"],
    ]);
  });

  test("its calls come through from a script that a shell starts, and NODE_OPTIONS of the user stay", async () => {
    writeFileSync(join(folder, "job.cjs"), job(`const { ${names} } = require(${JSON.stringify(sdk)});`));
    writeFileSync(join(folder, "before.cjs"), "process.stderr.write('loaded before\\n')");
    const ended = await run(["sh", "-c", `exec ${process.execPath} job.cjs`], {
      NODE_OPTIONS: `--require=${join(folder, "before.cjs")} --no-warnings`,
    });
    expect(ended.stderr).toContain("loaded before");
    expect(examinationLines(ended.stdout)).toHaveLength(3);
  });

  test("a program that throws the variables away is told how to mend it", async () => {
    writeFileSync(join(folder, "job.cjs"), "process.exit(0)");
    const ended = await run([process.execPath, "job.cjs"]);
    expect(ended.stderr).toContain("the command made no AWS call through the proxy");
    expect(ended.stderr).toContain("Look for a program that clears NODE_OPTIONS");
  });
});

const java = runnable(["java"], ["--list-modules"]) !== null && runnable(["javac"]) !== null;

describe.skipIf(!java)("Java with URLConnection", () => {
  test("its call comes through and it trusts the certificate", async () => {
    writeFileSync(
      join(folder, "Job.java"),
      `import java.net.*;
       public class Job {
         public static void main(String[] words) throws Exception {
           var call = (HttpURLConnection) new URL("https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15").openConnection();
           if (call.getResponseCode() != 403) throw new Exception("status " + call.getResponseCode());
         }
       }`,
    );
    // An unsigned request fails the gate; the program's own status tells of the certificate.
    const ended = await run(["java", "Job.java"], { COUNTERSIGN_FAIL_ON: "never" });
    expect(ended.status, ended.stderr).toBe(0);
    expect(examinationLines(ended.stdout).map(({ request }) => request.authority)).toEqual([
      "sts.us-east-1.amazonaws.com",
    ]);
  });
});

const rubySdk = runnable(["ruby"], ["-e", 'require "aws-sdk-s3"']);

describe.skipIf(rubySdk === null)("Ruby with the AWS SDK", () => {
  test("its calls come through with no change to the program, and are valid", async () => {
    writeFileSync(
      join(folder, "job.rb"),
      `require "aws-sdk-s3"
       s3 = Aws::S3::Client.new
       s3.create_bucket(bucket: "lab-bucket")
       s3.put_object(bucket: "lab-bucket", key: "a b+c/ü", body: "hello", metadata: { "lab" => "one  two" })
       raise "another body" unless s3.get_object(bucket: "lab-bucket", key: "a b+c/ü").body.read == "hello"`,
    );
    const ended = await run([rubySdk ?? "", "job.rb"]);
    const seen = examinationLines(ended.stdout);
    expect(ended.status, ended.stderr).toBe(0);
    expect(blemishes(seen)).toEqual([]);
    expect(seen.map(({ request, verdict }) => [request.method, request.authority, verdict])).toEqual([
      ["PUT", "lab-bucket.s3.amazonaws.com", "valid"],
      ["PUT", "lab-bucket.s3.amazonaws.com", "valid"],
      ["GET", "lab-bucket.s3.amazonaws.com", "valid"],
    ]);
  });
});

const php = runnable(["php"], ["-r", "exit(extension_loaded('curl') ? 0 : 1);"]);

describe.skipIf(php === null)("PHP with cURL", () => {
  test("a signer of its own comes through, is trusted, and is valid", async () => {
    writeFileSync(join(folder, "job.php"), phpJob);
    const ended = await run([php ?? "", "job.php"]);
    const seen = examinationLines(ended.stdout);
    expect(ended.status, ended.stderr).toBe(0);
    expect(blemishes(seen)).toEqual([]);
    expect(seen.map(({ request, verdict, response }) => [request.method, verdict, response?.status])).toEqual(
      [
        ["PUT", "valid", 200],
        ["PUT", "valid", 200],
        ["GET", "valid", 200],
      ],
    );
  });

  test("a program without calls is told what PHP follows", async () => {
    writeFileSync(join(folder, "job.php"), "<?php exit(0);");
    const ended = await run([php ?? "", "job.php"]);
    expect(ended.stderr).toContain("PHP's own streams need the proxy in their context");
  });
});

/** Signature Version 4 in PHP, as one writes it without an SDK: Debian has none. */
const phpJob = `<?php
function call(string $method, string $path, string $body): string {
  $host = "s3.us-east-1.amazonaws.com";
  $time = gmdate("Ymd\\THis\\Z");
  $scope = substr($time, 0, 8) . "/us-east-1/s3/aws4_request";
  $hash = hash("sha256", $body);
  $headers = ["host" => $host, "x-amz-content-sha256" => $hash, "x-amz-date" => $time];
  $names = implode(";", array_keys($headers));
  $lines = implode("", array_map(fn ($name, $value) => "$name:$value\n", array_keys($headers), $headers));
  $text = "AWS4-HMAC-SHA256\n$time\n$scope\n" . hash("sha256", "$method\n$path\n\n$lines\n$names\n$hash");
  $key = "AWS4" . getenv("AWS_SECRET_ACCESS_KEY");
  foreach (explode("/", $scope) as $part) $key = hash_hmac("sha256", $part, $key, true);
  $signature = hash_hmac("sha256", $text, $key);
  $credential = getenv("AWS_ACCESS_KEY_ID") . "/$scope";
  $curl = curl_init("https://$host$path");
  curl_setopt_array($curl, [
    CURLOPT_CUSTOMREQUEST => $method, CURLOPT_POSTFIELDS => $body, CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 60,
    CURLOPT_HTTPHEADER => ["x-amz-content-sha256: $hash", "x-amz-date: $time", "Content-Type: text/plain",
      "Authorization: AWS4-HMAC-SHA256 Credential=$credential, SignedHeaders=$names, Signature=$signature"],
  ]);
  if ($method === "GET") curl_setopt_array($curl, [CURLOPT_POSTFIELDS => null, CURLOPT_HTTPGET => true]);
  $answer = curl_exec($curl);
  $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
  if ($answer === false || $status !== 200) { fwrite(STDERR, curl_error($curl) . " $status $answer\n"); exit(1); }
  return $answer;
}
call("PUT", "/lab-bucket", "");
call("PUT", "/lab-bucket/a%20b%2Bc", "hello");
if (call("GET", "/lab-bucket/a%20b%2Bc", "") !== "hello") { fwrite(STDERR, "another body\n"); exit(1); }
`;

test.skipIf(clients.rclone === null)("a Go program of any name that made no call is told so", async () => {
  symlinkSync(clients.rclone ?? "", join(folder, "tool"));
  const ended = await run(["./tool", "version"]);
  expect(ended.stderr).toContain("Go programs follow HTTPS_PROXY, but never for localhost or 127.x.");
});
