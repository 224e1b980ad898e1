// Every command that README.md shows is run as it stands there, in a folder that holds what it speaks of; the sandbox answers for AWS.
// What cannot be run here stands below, word by word, with the reason.
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleSecret, signedExample } from "../../src/diagnosis/example.ts";
import { evidenceKeyPem } from "../../src/evidence/evidence-key.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { batchOf, correctRequest, evidenceFile, exchangeOf, writerOptions } from "../support/evidence.ts";
import { httpFile } from "../support/http-files.ts";
import { builtProgram, countersign } from "../support/piped-countersign.ts";
import { waitFor } from "../support/proxy-client.ts";
import { shellCommands } from "../support/shell-commands.ts";
import { runnable } from "../support/spawned-countersign.ts";
import type { Started } from "../support/started-countersign.ts";
import { startedCountersign } from "../support/started-countersign.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** Commands that are not run, and why. */
const leftOut: Readonly<Record<string, string>> = {
  "npm ci && npm run demo": "installs from the registry; test/cli/demo.test.ts runs the demo",
  "npm ci && npm test": "is this run itself",
  "docker compose up --detach --wait countersign": "needs Docker",
  "docker compose run --rm aws s3 mb s3://demo-bucket": "needs Docker",
  "docker compose run --rm -e AWS_SECRET_ACCESS_KEY=wrong-secret aws s3 ls": "needs Docker",
  "docker compose logs countersign": "needs Docker",
  "npm run check": "runs the tests, this one among them",
  "npm run new:finding <id>": "writes into the sources; test/tools tries it in a copy",
  "npm run generate": "writes into the sources; npm run check compares what it writes",
  "npm run bench": "takes minutes, and the machine for itself",
};

interface Row {
  readonly command: string;
  /** The exit status; of one that stays, at Ctrl-C. */
  readonly status?: number;
  /** What is said on standard output or error. */
  readonly says?: RegExp;
  /** It goes on until it is stopped, once it has said this. */
  readonly stays?: RegExp;
  /** A program that it needs, and how that is asked whether it is there. */
  readonly needs?: readonly [program: string, ...parameters: string[]];
  /** A file that it makes. */
  readonly makes?: string;
}

const evidence = "~/.countersign/evidence/2026-01-02T03-04-05Z-4711.sqlite";
const rows: readonly Row[] = [
  { command: "countersign run -- aws s3 ls", says: /1 request/, needs: ["aws", "--version"] },
  {
    command: "countersign run -- python3 upload.py",
    says: /valid/,
    needs: ["python3", "-c", "import boto3"],
  },
  {
    command: "countersign run --fail-on warning --log seen.jsonl -- ./deploy.sh",
    makes: "seen.jsonl",
    needs: ["aws", "--version"],
  },
  { command: "countersign start", stays: /^ready /m },
  { command: 'eval "$(countersign env)"', says: /^$/ },
  { command: "countersign inspect ~/.countersign/evidence/*.sqlite", stays: /^ready /m },
  { command: "countersign doctor", says: /credentials-source/ },
  { command: 'export CA="$(countersign ca path)"', says: /^$/ },
  {
    command:
      'curl --proxy http://127.0.0.1:8080 --cacert "$CA" --aws-sigv4 "aws:amz:us-east-1:sts" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"',
    says: /<GetCallerIdentityResponse/,
    needs: ["curl", "--aws-sigv4", "aws:amz", "--version"],
  },
  {
    command: "countersign check --report ci=reports -- npm test",
    makes: "reports",
    needs: ["npm", "--version"],
  },
  { command: "countersign explain request.http", says: /^valid /m },
  {
    command: "countersign explain --json captures/*.http | jq -c '[.input, .verdict, .causes]'",
    says: /^\["captures\/one\.http","valid",\[\]\]$/m,
    needs: ["jq", "--version"],
  },
  { command: "countersign replay request.http", says: /200/ },
  {
    command:
      "countersign replay --resign --region eu-west-1 --set-header 'Content-Type: text/plain' request.http",
    // The request is for us-east-1: that is what one tries it for.
    ...{ status: 1, says: /now +403 SignatureDoesNotMatch +valid: scope-region-wrong/ },
  },
  { command: "countersign replay --resign --from run.sqlite 4f2a-7", says: /before +200\n +now +200 +valid/ },
  { command: "countersign verify ~/.countersign/evidence/*.sqlite", says: /holds/ },
  { command: `countersign export --format html --output report.html ${evidence}`, makes: "report.html" },
  {
    command: `countersign export --format bundle --output incident.bundle ${evidence}`,
    makes: "incident.bundle",
  },
  { command: "countersign tail --log seen.jsonl '~verdict mismatch'", stays: /mismatch/ },
  { command: "countersign compare before.jsonl after.jsonl", says: /^unchanged /m },
];

const folder = mkdtempSync(join(tmpdir(), "countersign-readme-"));
let running: Started;

beforeAll(async () => {
  prepare();
  running = await startedCountersign(folder, ["--inspector-port", "off", "--evidence", "off"]);
}, 60_000);

afterAll(async () => {
  await running.end("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

/** The files that the README's commands name. */
function prepare(): void {
  const url = "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
  const { request } = signedExample({ url, service: "sts", date: amzDate(Date.now()) });
  const wrong = signedExample({ url, service: "sts", date: amzDate(Date.now()), secret: "another" }).request;
  for (const name of ["bin", "captures", ".countersign/evidence"])
    mkdirSync(join(folder, name), { recursive: true });
  const write = (name: string, text: string | Uint8Array, mode = 0o644): void => {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), mode);
  };
  write("bin/countersign", `#!/bin/sh\nexec "${process.execPath}" "${builtProgram}" "$@"\n`, 0o755);
  for (const name of ["request.http", "captures/one.http", "captures/two.http"])
    write(name, httpFile(request));
  write("wrong.http", httpFile(wrong));
  write("deploy.sh", "#!/bin/sh\nexec aws sts get-caller-identity\n", 0o755);
  write("upload.py", 'import boto3\nboto3.client("s3").create_bucket(Bucket="upload-bucket")\n');
  cpSync(
    fileURLToPath(new URL("../support/home-made-signer.mjs", import.meta.url)),
    join(folder, "signer.mjs"),
  );
  write("package.json", '{"name":"signer","version":"1.0.0","scripts":{"test":"node signer.mjs"}}');
  const writer = openEvidenceWriter(writerOptions(join(folder, "run.sqlite")), Date.now());
  writer.write(batchOf(exchangeOf("4f2a-7", correctRequest())), Date.now());
  writer.close(Date.now());
  const keyPem = evidenceKeyPem(join(folder, ".countersign"));
  evidenceFile(join(folder, ".countersign/evidence/2026-01-02T03-04-05Z-4711.sqlite"), 2, { keyPem });
  const known = { workingFolder: folder, environment: environment() };
  write("before.jsonl", countersign(["explain", "--json", "request.http"], known).stdout);
  write("after.jsonl", readFileSync(join(folder, "before.jsonl")));
  countersign(["explain", "--log", "seen.jsonl", "wrong.http"], known);
}

function environment(): { [name: string]: string } {
  return {
    PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH ?? ""}`,
    HOME: folder,
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: exampleSecret,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    // As if on each command line: nothing leaves the machine, and no port is taken that something else may have.
    COUNTERSIGN_SANDBOX: "true",
    COUNTERSIGN_INSPECTOR_PORT: "0",
    COUNTERSIGN_CERTS: join(folder, "certs"),
    npm_config_update_notifier: "false",
  };
}

/** A port that nothing else may have, for what opens a proxy; the others speak of one that runs. */
function ownPort(command: string): { [name: string]: string } {
  return /^countersign (?:start|run|check)\b/.test(command) ? { COUNTERSIGN_PORT: "0" } : {};
}

/** What stands before a command in its block and makes variables for it. */
function exportsBefore(command: string): string {
  const at = rows.findIndex((row) => row.command === command);
  const before = rows[at - 1]?.command ?? "";
  return before.startsWith("export ") ? `${before}\n` : "";
}

async function ran({
  command,
  stays,
}: Row): Promise<{ readonly status: number | null; readonly said: string }> {
  const text = exportsBefore(command) + command.replace("127.0.0.1:8080", `127.0.0.1:${running.proxy.port}`);
  const child = spawn("bash", ["-c", text], {
    ...{ cwd: folder, env: { ...environment(), ...ownPort(command) }, detached: true },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (piece: string) => (said += piece));
  const ended = once(child, "close");
  if (stays) {
    await waitFor(() => stays.test(said) || child.exitCode !== null, `${stays} of ${command}`, 60_000);
    process.kill(-(child.pid ?? 0), "SIGINT");
  }
  const [status] = (await ended) as [number | null];
  return { status, said };
}

describe("README.md", () => {
  test("shows no command that is neither run here nor left out for a reason", () => {
    const shown = shellCommands(readme);
    expect(shown.length).toBeGreaterThan(25);
    expect([...shown].sort()).toEqual(
      [...rows.map(({ command }) => command), ...Object.keys(leftOut)].sort(),
    );
  });

  describe.skipIf(runnable(["bash"]) === null)("each command does what it says", () => {
    for (const row of rows) {
      const [program = "true", ...parameters] = row.needs ?? [];
      const missing = runnable([program], parameters) === null;
      test.skipIf(missing)(row.command, { timeout: 120_000 }, async () => {
        const { status, said } = await ran(row);
        expect([status, said]).toEqual([row.status ?? 0, expect.stringMatching(row.says ?? /(?:)/)]);
        if (row.makes !== undefined) expect(existsSync(join(folder, row.makes)), said).toBe(true);
      });
    }
  });
});
