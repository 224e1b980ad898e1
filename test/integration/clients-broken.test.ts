// The same clients, broken one thing at a time: countersign names that thing and no other, and the gate holds.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clients } from "../support/aws-clients.ts";
import type { ExaminationLine } from "../support/examination-lines.ts";
import { examinationLines } from "../support/examination-lines.ts";
import type { HeaderChange } from "../support/rewriting-relay.ts";
import { freePort, openRewritingRelay } from "../support/rewriting-relay.ts";
import type { Ended } from "../support/spawned-countersign.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

const timeoutMs = 120_000;
const secret = "labSecret/labSecret+labSecret/labSecret+";
const credentials = { AWS_ACCESS_KEY_ID: "AKIALABLABLABLAB0000", AWS_SECRET_ACCESS_KEY: secret };
const region = { AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-1", AWS_MAX_ATTEMPTS: "1" };
const rcloneVariables = {
  RCLONE_CONFIG: "/dev/null",
  RCLONE_S3_PROVIDER: "AWS",
  RCLONE_S3_ENV_AUTH: "true",
  RCLONE_S3_REGION: "us-east-1",
  RCLONE_S3_NO_CHECK_BUCKET: "true",
  RCLONE_RETRIES: "1",
  RCLONE_LOW_LEVEL_RETRIES: "1",
};
const aws = `${clients.aws} --no-cli-pager`;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-broken-"));
  writeFileSync(join(folder, "body"), "the body\n");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Seen {
  readonly ended: Ended;
  readonly examinations: readonly ExaminationLine[];
}

/** Runs a shell script under countersign; `environment` comes last. */
async function seen(
  script: string,
  environment: { readonly [name: string]: string } = {},
  options: readonly string[] = ["--port", "0"],
): Promise<Seen> {
  const parameters = ["run", "--sandbox", "--json", "--certs", join(folder, "certs"), ...options];
  const ended = await spawnCountersign([...parameters, "--", "sh", "-c", `{ ${script}\n} >log 2>&1`], {
    workingFolder: folder,
    environment: { ...credentials, ...region, ...environment },
  });
  return { ended, examinations: examinationLines(ended.stdout) };
}

/** Every distinct pair of verdict and causes. */
function outcomes(examinations: readonly ExaminationLine[]): readonly string[] {
  return [...new Set(examinations.map(({ verdict, causes }) => `${verdict}: ${causes.join(" + ")}`))].sort();
}

/** Runs a script whose client is sent to a relay that changes headers, and from there to countersign over plain HTTP. */
async function relayed(
  script: string,
  change: HeaderChange,
  environment: { readonly [name: string]: string } = {},
): Promise<Seen> {
  const port = await freePort();
  const relay = await openRewritingRelay(port, change);
  try {
    const viaRelay = `export HTTP_PROXY=${relay.url} http_proxy=${relay.url}\n`;
    return await seen(viaRelay + script, environment, ["--port", String(port)]);
  } finally {
    await relay.close();
  }
}

function changed(header: string, value: string): HeaderChange {
  return (name, old) => (name.toLowerCase() === header ? value : old);
}

describe("a secret that ends in a line feed", () => {
  const environment = { AWS_SECRET_ACCESS_KEY: `${secret}\n` };

  test.skipIf(clients.aws === null)(
    "AWS CLI: it is proven, and the client's failure is the status",
    { timeout: timeoutMs },
    async () => {
      const { ended, examinations } = await seen(`${aws} s3api list-buckets`, environment);
      expect(outcomes(examinations)).toEqual(["mismatch: secret-whitespace-newline"]);
      expect(examinations[0]?.findings).toMatchObject([
        { rule: "secret-whitespace-newline", certainty: "proven", severity: "error" },
      ]);
      expect(examinations[0]?.response).toMatchObject({
        status: 403,
        code: "SignatureDoesNotMatch",
        agrees: true,
      });
      expect(ended.status).toBe(254);
      expect(ended.stdout + ended.stderr).not.toContain(secret);
    },
  );

  test.skipIf(clients.aws === null)(
    "AWS CLI whose failure is hidden: the gate makes the status 1",
    { timeout: timeoutMs },
    async () => {
      const script = `${aws} dynamodb list-tables || true`;
      const { ended, examinations } = await seen(script, environment);
      expect(outcomes(examinations)).toEqual(["mismatch: secret-whitespace-newline"]);
      expect(ended.status).toBe(1);
      const proven = await seen(script, environment, ["--port", "0", "--fail-on", "proven"]);
      expect(proven.ended.status).toBe(1);
      const never = await seen(script, environment, ["--port", "0", "--fail-on", "never"]);
      expect(never.ended.status).toBe(0);
    },
  );

  test.skipIf(clients.boto3 === null)("boto3: it is proven", { timeout: timeoutMs }, async () => {
    const script = `${clients.boto3} -c 'import boto3; boto3.client("sqs").list_queues()'`;
    const { ended, examinations } = await seen(script, environment);
    expect(outcomes(examinations)).toEqual(["mismatch: secret-whitespace-newline"]);
    expect(ended.status).toBe(1);
  });
});

describe("the region of another endpoint", () => {
  test.skipIf(clients.aws === null)("AWS CLI, S3: it is the cause", { timeout: timeoutMs }, async () => {
    const script = `${aws} --region eu-west-1 --endpoint-url https://s3.us-east-1.amazonaws.com s3api list-buckets`;
    const { ended, examinations } = await seen(script);
    expect(outcomes(examinations)).toEqual(["valid: scope-region-wrong"]);
    expect(examinations[0]?.response).toMatchObject({
      status: 400,
      code: "AuthorizationHeaderMalformed",
      agrees: true,
    });
    expect(ended.status).toBe(254);
  });

  test.skipIf(clients.aws === null)("AWS CLI, SQS: it is the cause", { timeout: timeoutMs }, async () => {
    const script = `${aws} --region eu-west-1 --endpoint-url https://sqs.us-east-1.amazonaws.com sqs list-queues || true`;
    const { ended, examinations } = await seen(script);
    expect(outcomes(examinations)).toEqual(["valid: scope-region-wrong"]);
    expect(ended.status).toBe(1);
  });

  test.skipIf(clients.curl === null)("curl: it is the cause", { timeout: timeoutMs }, async () => {
    const sum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const script =
      `${clients.curl} -sS --fail-with-body --aws-sigv4 aws:amz:eu-west-1:s3 -H "x-amz-content-sha256: ${sum}" ` +
      '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" https://s3.us-east-1.amazonaws.com/';
    const { ended, examinations } = await seen(script);
    expect(outcomes(examinations)).toEqual(["valid: scope-region-wrong"]);
    expect(ended.status).toBe(22);
  });
});

describe.skipIf(clients.faketime === null)("a clock twenty minutes slow", () => {
  const slow = `${clients.faketime} '20 minutes ago'`;

  test.skipIf(clients.aws === null)(
    "AWS CLI, S3 and STS: it is the cause",
    { timeout: timeoutMs },
    async () => {
      const script = `${slow} ${aws} s3api list-buckets; ${slow} ${aws} sts get-caller-identity`;
      const { ended, examinations } = await seen(script);
      expect(outcomes(examinations)).toEqual(["valid: clock-skew"]);
      expect(examinations.map(({ response }) => response?.code)).toEqual([
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
      ]);
      expect(ended.status).toBe(254);
    },
  );

  test.skipIf(clients.s3cmd === null)(
    "s3cmd behind faketime: it is the cause",
    { timeout: timeoutMs },
    async () => {
      const script = `${slow} ${clients.s3cmd} --region us-east-1 ls || true`;
      const { ended, examinations } = await seen(script);
      expect(examinations.length).toBeGreaterThan(0);
      expect(outcomes(examinations)).toEqual(["valid: clock-skew"]);
      expect(ended.status).toBe(1);
    },
  );
});

describe.skipIf(clients.boto3 === null)("clocks side by side behind one address", () => {
  /** A process that lists buckets on one connection, so many times, a little more than three seconds apart. */
  const lister = (times: number): string =>
    `${clients.boto3} -c 'import boto3, time
s3 = boto3.client("s3")
for turn in range(${times}):
    try:
        s3.list_buckets()
    except Exception as error:
        print(error)
    time.sleep(3.2)'`;

  test.skipIf(clients.faketime === null)(
    "boto3 slow, fast and right: each is judged by its own clock",
    { timeout: timeoutMs },
    async () => {
      const script = `${lister(2)} & ${clients.faketime} '20 minutes ago' ${lister(2)} &
      ${clients.faketime} '+40 minutes' ${lister(1)} & ${lister(2)}; wait`;
      const { examinations } = await seen(script);
      expect(examinations).toHaveLength(7);
      const dated = examinations.map(({ causes, findings }) => {
        const side = /(behind|ahead of)/.exec(
          findings.find(({ rule }) => rule === "clock-skew")?.detail ?? "",
        );
        return `${causes.join(" + ")} ${side?.[0] ?? ""}`.trim();
      });
      expect(dated.toSorted()).toEqual([
        "",
        "",
        "",
        "",
        "clock-skew ahead of",
        "clock-skew behind",
        "clock-skew behind",
      ]);
      const slow = examinations.filter(({ findings }) =>
        findings.some(({ detail }) => /behind/.test(detail)),
      );
      expect(slow.map(({ findings }) => findings[0]?.detail)).toContainEqual(
        expect.stringContaining("another request of this client is off by the same time"),
      );
    },
  );

  test("boto3 that sends a signature of twenty minutes ago: it waited, the clock is right", {
    timeout: timeoutMs,
  }, async () => {
    const script = `${clients.boto3} -c 'import boto3, botocore.auth, datetime, types
s3 = boto3.client("s3")
s3.list_buckets()
held = datetime.timedelta(minutes=20)
class Earlier(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return datetime.datetime.utcnow() - held
signers = [botocore.auth]
try:
    import botocore.crt.auth
    signers.append(botocore.crt.auth)
except ImportError:
    pass
for signer in signers:
    now = getattr(signer, "get_current_datetime", None)
    if now is None:
        signer.datetime = types.SimpleNamespace(**{**vars(datetime), "datetime": Earlier})
    else:
        signer.get_current_datetime = lambda *some, now=now, **more: now(*some, **more) - held
s3.list_buckets()' || true`;
    const { examinations } = await seen(script);
    expect(examinations.map(({ causes }) => causes)).toEqual([[], ["signed-too-early"]]);
    expect(examinations[1]?.findings[0]?.detail).toContain(
      "another request on this connection carries the right time",
    );
  });
});

describe("a relay that rewrites a signed header", () => {
  const httpS3 = "--endpoint-url http://s3.us-east-1.amazonaws.com";

  test.skipIf(clients.aws === null)(
    "none rewritten: everything is valid",
    { timeout: timeoutMs },
    async () => {
      const script = `set -e; ${aws} ${httpS3} s3api create-bucket --bucket lab-bucket
      ${aws} ${httpS3} s3api put-object --bucket lab-bucket --key k --body body --content-type text/plain`;
      const { ended, examinations } = await relayed(script, (_, value) => value);
      expect(outcomes(examinations)).toEqual(["valid: "]);
      expect(examinations).toHaveLength(2);
      expect(ended.status).toBe(0);
    },
  );

  test.skipIf(clients.aws === null)(
    "Content-Type: content-type-changed is proven",
    { timeout: timeoutMs },
    async () => {
      const script = `${aws} ${httpS3} s3api put-object --bucket lab-bucket --key k --body body --content-type text/plain || true`;
      const { ended, examinations } = await relayed(
        script,
        changed("content-type", "application/octet-stream"),
      );
      expect(outcomes(examinations)).toEqual(["mismatch: content-type-changed"]);
      expect(examinations[0]?.findings[0]).toMatchObject({ certainty: "proven", severity: "error" });
      expect(ended.status).toBe(1);
    },
  );

  test.skipIf(clients.aws === null)(
    "Host with its port: host-port is proven",
    { timeout: timeoutMs },
    async () => {
      const script = `${aws} ${httpS3} s3api list-buckets || true`;
      const { ended, examinations } = await relayed(script, (name, value) =>
        name.toLowerCase() === "host" ? `${value}:80` : value,
      );
      expect(outcomes(examinations)).toEqual(["mismatch: host-port"]);
      expect(ended.status).toBe(1);
    },
  );

  test.skipIf(clients.rclone === null)(
    "Accept-Encoding of rclone: accept-encoding-rewritten is proven",
    { timeout: timeoutMs },
    async () => {
      const script = `set -x; export RCLONE_S3_ENDPOINT=http://s3.us-east-1.amazonaws.com
        RCLONE_S3_NO_CHECK_BUCKET=false ${clients.rclone} mkdir :s3:lab-bucket
        ${clients.rclone} copyto --no-traverse body :s3:lab-bucket/k
        ${clients.rclone} cat :s3:lab-bucket/k || true`;
      const rewrite = changed("accept-encoding", "gzip, deflate, br");
      const { ended, examinations } = await relayed(script, rewrite, rcloneVariables);
      const gets = examinations.filter(
        ({ request }) => request.method === "GET" && /\/k(?:\?|$)/.test(request.target),
      );
      expect(outcomes(gets)).toEqual(["mismatch: accept-encoding-rewritten"]);
      const others = examinations.filter((examination) => !gets.includes(examination));
      expect(outcomes(others)).toEqual(["valid: "]);
      expect(ended.status).toBe(1);
    },
  );
});

describe.skipIf(clients.s3cmd === null)("s3cmd behind wrappers", () => {
  test.each([
    ["sh -c", `sh -c "${clients.s3cmd} ls"`],
    ["env", `env X=Y ${clients.s3cmd} ls`],
    ["twice in one script", `${clients.s3cmd} ls && ${clients.s3cmd} ls`],
  ])("%s: its calls come through", { timeout: timeoutMs }, async (_, script) => {
    writeFileSync(join(folder, ".s3cfg"), "[default]\nbucket_location = us-east-1\nproxy_host =\n");
    const { ended, examinations } = await seen(script);
    expect(examinations.length).toBe(script.split("s3cmd ls").length - 1);
    expect(outcomes(examinations)).toEqual(["valid: "]);
    expect(ended.status).toBe(0);
  });
});
