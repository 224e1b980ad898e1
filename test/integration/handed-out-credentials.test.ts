// Credentials that a service hands out in its answer, and signed requests inside others, through a proxy of its own process: a real
// client, real TLS, and an upstream that answers for every host.
import { writeFileSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CertificateAuthority } from "../../src/proxy/certificate-authority.ts";
import { clients } from "../support/aws-clients.ts";
import type { CorporateProxy } from "../support/corporate-proxy.ts";
import { connectProxy } from "../support/corporate-proxy.ts";
import type { ExaminationLine } from "../support/examination-lines.ts";
import { examinationLines } from "../support/examination-lines.ts";
import { vaultLogin } from "../support/nested-tokens.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { testAuthority } from "../support/proxy-fixture.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

const timeoutMs = 120_000;
const lab = {
  AWS_ACCESS_KEY_ID: "AKIALABLABLABLAB0000",
  AWS_SECRET_ACCESS_KEY: "labSecret/labSecret+labSecret/labSecret+",
  AWS_DEFAULT_REGION: "us-east-1",
};
const handedOut = {
  key: "ASIAHANDEDOUT0000001",
  secret: "handedOutSecret/handedOutSecret+handedOu",
  token: "handedOutToken//////handedOutToken",
};
const assumedRole = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>${handedOut.key}</AccessKeyId><SecretAccessKey>${handedOut.secret}</SecretAccessKey>
<SessionToken>${handedOut.token}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const session = `<CreateSessionResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Credentials><SessionToken>${handedOut.token}</SessionToken>
<SecretAccessKey>${handedOut.secret}</SecretAccessKey><AccessKeyId>${handedOut.key}</AccessKeyId>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></CreateSessionResult>`;
const noBuckets = `<ListAllMyBucketsResult><Owner><ID>1</ID></Owner><Buckets></Buckets></ListAllMyBucketsResult>`;

let authority: CertificateAuthority;
let upstream: Server;
let between: CorporateProxy;

beforeAll(async () => {
  authority = await testAuthority("upstream");
  upstream = createServer(
    {
      SNICallback: (name, done) =>
        void authority.secureContextFor(name).then((context) => done(null, context), done),
    },
    answer,
  );
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  between = await connectProxy({ onward: (upstream.address() as AddressInfo).port });
});
afterAll(async () => {
  await between.close();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const host = request.headers.host ?? "";
  request.resume().once("end", () => {
    response.setHeader("Content-Type", "text/xml");
    if (request.url?.startsWith("/?session")) response.end(session);
    else if (request.method === "PUT") response.end();
    else response.end(host.startsWith("sts.") ? assumedRole : host.includes("s3") ? noBuckets : "{}");
  });
}

/** AWS's documented example, with the token that `vaultLogin` was signed with. */
const example = {
  AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  AWS_SESSION_TOKEN: "FwoGZXIvYXdzEXAMPLE+TOKEN/==",
};

interface Job {
  readonly options?: readonly string[];
  readonly environment?: { readonly [name: string]: string };
  readonly script: string;
}

async function through(
  name: string,
  { options = [], environment = lab, script }: Job,
): Promise<ExaminationLine[]> {
  const folder = testFolder(name);
  const ca = join(folder, "upstream.pem");
  writeFileSync(ca, authority.certificatePem);
  const proxy = ["--upstream-proxy", `http://127.0.0.1:${between.port}`, "--upstream-ca", ca];
  const own = ["--json", "--port", "0", "--certs", join(folder, "certs"), "--fail-on", "never"];
  const ended = await spawnCountersign(
    [
      "run",
      ...own,
      ...proxy,
      ...options,
      "--",
      "sh",
      "-c",
      `{ ${script}\n} >log 2>&1 || { cat log; exit 1; }`,
    ],
    { workingFolder: folder, environment },
  );
  expect(ended.status, `${ended.stdout}${ended.stderr}`).toBe(0);
  expect(ended.stderr + ended.stdout).not.toContain(handedOut.secret);
  return [...examinationLines(ended.stdout)];
}

describe.skipIf(clients.boto3 === null)("credentials that STS hands out", () => {
  const job = `cat >job.py <<'PYTHON'
import boto3
given = boto3.client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/lab", RoleSessionName="lab")["Credentials"]
boto3.client("s3", aws_access_key_id=given["AccessKeyId"], aws_secret_access_key=given["SecretAccessKey"],
    aws_session_token=given["SessionToken"]).list_buckets()
PYTHON
${clients.boto3} job.py`;

  test("are known from then on", { timeout: timeoutMs }, async () => {
    const seen = await through("learned", { script: job });
    expect(seen.map(({ verdict, causes }) => ({ verdict, causes }))).toEqual([
      { verdict: "valid", causes: [] },
      { verdict: "valid", causes: [] },
    ]);
    expect(seen[1]?.request.authority).toMatch(/s3/);
  });

  test("stay unknown with --no-learn", { timeout: timeoutMs }, async () => {
    const seen = await through("not-learned", { options: ["--no-learn"], script: job });
    expect(seen.map(({ verdict }) => verdict)).toEqual(["valid", "unverifiable"]);
  });
});

test("the session of an S3 Express bucket is known from then on", { timeout: timeoutMs }, async () => {
  const moduleOf = (name: string): string => JSON.stringify(import.meta.resolve(name));
  const seen = await through("express", {
    script: `cat >job.mjs <<'JS'
import { HttpsProxyAgent } from ${moduleOf("hpagent")};
import { NodeHttpHandler } from ${moduleOf("@smithy/node-http-handler")};
import { PutObjectCommand, S3Client } from ${moduleOf("@aws-sdk/client-s3")};
const httpsAgent = new HttpsProxyAgent({ proxy: process.env.HTTPS_PROXY });
const client = new S3Client({ region: "us-east-1", requestHandler: new NodeHttpHandler({ httpsAgent }) });
await client.send(new PutObjectCommand({ Bucket: "lab--use1-az4--x-s3", Key: "a b", Body: "the body" }));
JS
    ${process.execPath} job.mjs`,
  });
  expect(seen.map(({ request, verdict, causes }) => [request.method, verdict, causes])).toEqual([
    ["GET", "valid", []],
    ["PUT", "valid", []],
  ]);
  expect(seen[1]?.envelope?.signedHeaders).toContain("x-amz-s3session-token");
});

describe.skipIf(clients.curl === null)("a signed request inside another", () => {
  test("is examined as its own", { timeout: timeoutMs }, async () => {
    const seen = await through("nested", {
      options: ["--intercept", "vault.example.com"],
      environment: example,
      script: `cat >login.json <<'JSON'
${vaultLogin}
JSON
      ${clients.curl} -sS --fail-with-body -H 'Content-Type: application/json' --data-binary @login.json https://vault.example.com/v1/auth/aws/login`,
    });
    expect(seen.map(({ request, verdict }) => [request.authority, verdict])).toEqual([
      ["vault.example.com", "unsigned"],
      ["sts.us-east-1.amazonaws.com", "valid"],
    ]);
  });
});
