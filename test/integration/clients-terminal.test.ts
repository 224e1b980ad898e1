// Two terminals: `countersign start` in one, `eval "$(countersign env)"` and a client in the other.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clients } from "../support/aws-clients.ts";
import { blemishes, examinationLines } from "../support/examination-lines.ts";
import { freePort } from "../support/rewriting-relay.ts";
import type { Ended } from "../support/spawned-countersign.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

const program = join(import.meta.dirname, "../../dist/main.js");
const environment = {
  AWS_ACCESS_KEY_ID: "AKIALABLABLABLAB0000",
  AWS_SECRET_ACCESS_KEY: "labSecret/labSecret+labSecret/labSecret+",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  NODE: process.execPath,
  PROGRAM: program,
};
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-terminal-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a script in a second terminal while `start --sandbox` runs in the first; gives what the first said. */
async function besideStart(script: string): Promise<{ started: Ended; status: string }> {
  const port = String(await freePort());
  const certs = join(folder, "certs");
  // bash opens /dev/tcp itself: the loop ends when the proxy listens.
  const second = `
    for attempt in $(seq 200); do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && break; sleep 0.1; done
    eval "$("$NODE" "$PROGRAM" env --port "$1" --certs "$2")"
    ${script}`;
  let status = "";
  const started = await spawnCountersign(["start", "--sandbox", "--json", "--port", port, "--certs", certs], {
    workingFolder: folder,
    environment,
    whileRunning: (child) => {
      const other = spawn("bash", ["-c", second, "bash", port, certs], {
        cwd: folder,
        env: { PATH: process.env.PATH ?? "", HOME: folder, ...environment },
        stdio: "ignore",
      });
      other.once("close", (code) => {
        status = String(code);
        child.kill("SIGTERM");
      });
    },
  });
  return { started, status };
}

describe("countersign start in one terminal, countersign env in another", () => {
  test.skipIf(clients.aws === null)(
    "AWS CLI: its call comes through and is valid",
    { timeout: 60_000 },
    async () => {
      const { started, status } = await besideStart(`${clients.aws} s3api list-buckets`);
      expect(status).toBe("0");
      const examinations = examinationLines(started.stdout);
      expect(examinations).toHaveLength(1);
      expect(blemishes(examinations)).toEqual([]);
      expect(started.status).toBe(0);
    },
  );

  test.skipIf(clients.rclone === null)(
    "rclone without AWS_CA_BUNDLE: its call comes through and is valid",
    { timeout: 60_000 },
    async () => {
      const variables = "RCLONE_CONFIG=/dev/null RCLONE_S3_PROVIDER=AWS RCLONE_S3_ENV_AUTH=true";
      const script = `env -u AWS_CA_BUNDLE ${variables} RCLONE_S3_REGION=us-east-1 ${clients.rclone} lsd :s3:`;
      const { started, status } = await besideStart(script);
      expect(status).toBe("0");
      expect(examinationLines(started.stdout).length).toBeGreaterThan(0);
      expect(blemishes(examinationLines(started.stdout))).toEqual([]);
    },
  );
});
