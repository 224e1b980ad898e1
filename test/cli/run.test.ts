import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import type { Server } from "node:http";
import { createServer } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Ended, SpawnOptions } from "../support/spawned-countersign.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

// Each test starts several processes, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const node = process.execPath;
let folder = "";
let upstream: Server;
let upstreamPort = 0;

/** A program that makes one call through HTTP_PROXY and ends with 0. */
const call = `
  const http = require("node:http");
  const proxy = new URL(process.env.HTTP_PROXY);
  const headers = { host: process.argv[1], ...JSON.parse(process.argv[3] ?? "{}") };
  http.get({ host: proxy.hostname, port: proxy.port, path: "http://" + process.argv[1] + process.argv[2], headers },
    (answer) => answer.resume().on("end", () => process.exit(0)));
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "countersign-run-"));
  upstream = createServer((request, answer) => request.resume().on("end", () => answer.end("ok")));
  await new Promise<void>((listening) => upstream.listen(0, "127.0.0.1", listening));
  const address = upstream.address();
  upstreamPort = typeof address === "object" && address !== null ? address.port : 0;
});

afterAll(async () => {
  await new Promise((closed) => upstream.close(closed));
  rmSync(folder, { recursive: true });
});

function run(parameters: readonly string[], options: Partial<SpawnOptions> = {}): Promise<Ended> {
  return spawnCountersign(["run", "--port", "0", "--certs", join(folder, "certs"), ...parameters], {
    workingFolder: folder,
    ...options,
  });
}

describe("the exit status", () => {
  test("it is the command's own", async () => {
    expect((await run(["--", "sh", "-c", "exit 7"])).status).toBe(7);
    expect((await run(["--", "true"])).status).toBe(0);
  });

  test("it is 128 + n when a signal ended the command", async () => {
    expect((await run(["--", "sh", "-c", "kill -KILL $$"])).status).toBe(137);
  });

  test("it is 127 for a command that is not found and 126 for one that cannot be run, each with a sentence", async () => {
    const missing = await run(["--", "no-such-command-here"]);
    expect(missing.status).toBe(127);
    expect(missing.stderr).toContain(
      'the command "no-such-command-here" was not found (ERR_CHILD_NOT_FOUND)',
    );
    const text = join(folder, "plain.txt");
    writeFileSync(text, "text");
    chmodSync(text, 0o644);
    const plain = await run(["--", text]);
    expect(plain.status).toBe(126);
    expect(plain.stderr).toContain(`chmod +x ${text}`);
  });

  test("it is 2 without a command, and 2 for an option that is wrong", async () => {
    expect((await run([])).status).toBe(2);
    expect((await run(["--fail-on", "sometimes", "--", "true"])).status).toBe(2);
  });

  test("it is 3 when the port is taken, and the command is not started", async () => {
    const taken = createTcpServer();
    await new Promise<void>((listening) => taken.listen(0, "127.0.0.1", listening));
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const ended = await run(["--port", String(port), "--", "touch", join(folder, "started")]);
    await new Promise((closed) => taken.close(closed));
    expect(ended.status).toBe(3);
    expect(existsSync(join(folder, "started"))).toBe(false);
  });
});

describe("the gate", () => {
  const malformed = '{"authorization":"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE"}';
  const failing = (): string[] => ["--", node, "-e", call, `localhost:${upstreamPort}`, "/", malformed];

  test("it makes the status 1 when the command ended with 0 and a request fails", async () => {
    const ended = await run(["--intercept", `localhost:${upstreamPort}`, ...failing()]);
    expect(ended.stderr).toContain("1 request: 1 malformed");
    expect(ended.status).toBe(1);
    const several = await run(["--workers", "2", "--intercept", `localhost:${upstreamPort}`, ...failing()]);
    expect(several.stderr).toContain("1 request: 1 malformed");
    expect(several.status).toBe(1);
  });

  test("it leaves the status with --fail-on never", async () => {
    const ended = await run(["--intercept", `localhost:${upstreamPort}`, "--fail-on", "never", ...failing()]);
    expect(ended.status).toBe(0);
  });

  test("it leaves the command's own failure as it is", async () => {
    const [, ...command] = failing();
    const script = `"$@"; exit 5`;
    const ended = await run([
      "--intercept",
      `localhost:${upstreamPort}`,
      "--",
      "sh",
      "-c",
      script,
      "sh",
      ...command,
    ]);
    expect(ended.status).toBe(5);
  });
});

describe("what is told", () => {
  test("with --json the examinations follow the command's own output", async () => {
    const script = `echo before; "$@"; echo after`;
    const command = ["--", "sh", "-c", script, "sh", node, "-e", call, `localhost:${upstreamPort}`, "/x"];
    const { stdout, status } = await run(["--json", "--intercept", `localhost:${upstreamPort}`, ...command]);
    const [first, second, line = "", ...rest] = stdout.split("\n");
    expect([first, second, rest]).toEqual(["before", "after", [""]]);
    expect(JSON.parse(line)).toMatchObject({
      schema: "countersign.examination/1",
      verdict: "unsigned",
      request: { method: "GET", scheme: "http", authority: `localhost:${upstreamPort}` },
      response: { status: 200 },
    });
    expect(status).toBe(0);
  });

  test("with --workers all calls are told too, those of the command's last moment as well", async () => {
    const script = 'for call in 1 2 3 4 5 6; do "$@" "/$call" & done; wait';
    const own = `localhost:${upstreamPort}`;
    const command = ["--", "sh", "-c", script, "sh", node, "-e", call, own];
    const ended = await run(["--json", "--workers", "2", "--intercept", own, ...command]);
    const seen = ended.stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { request: { target: string }; response: { status: number } });
    expect(seen.map(({ request, response }) => `${request.target} ${response.status}`).sort()).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => `http://${own}/${number} 200`),
    );
    expect(ended.status).toBe(0);
  });

  test("a command without AWS calls is told how to mend it, for the client it shows", async () => {
    const unknown = await run(["--", "true"]);
    expect(unknown.stderr).toContain(
      "countersign: the command made no AWS call through the proxy (http://127.0.0.1:",
    );
    expect(unknown.stderr).toContain("it ignores HTTPS_PROXY");
    const javaScript = await run(["--", node, "-e", "0"]);
    expect(javaScript.stderr).toContain("The AWS SDK for JavaScript ignores HTTPS_PROXY, so");
    const atEndpoint = await run(["--endpoint-mode", "--", "sh", "-c", "exit 0 # aws"]);
    expect(atEndpoint.stderr).toContain(
      "the command made no AWS call to the endpoint (AWS_ENDPOINT_URL=http://127",
    );
    expect(atEndpoint.stderr).toContain('give an older one --endpoint-url "$AWS_ENDPOINT_URL"');
    expect(atEndpoint.stderr).not.toContain("HTTPS_PROXY");
  });
});

describe("the command's surroundings", () => {
  test("standard output is the command's own, byte for byte", async () => {
    const ended = await run(["--", "printf", "a\\000b\\n\\n"]);
    expect(ended.stdout).toBe("a\0b\n\n");
  });

  test("it gets the proxy, and a bundle that holds the certificate beside the system's roots", async () => {
    const script =
      'echo "$HTTPS_PROXY $https_proxy $COUNTERSIGN_ACTIVE"; cat "$AWS_CA_BUNDLE" "$NODE_EXTRA_CA_CERTS"';
    const { stdout } = await run(["--", "sh", "-c", script]);
    const [first = "", ...pem] = stdout.split("\n");
    expect(first).toMatch(/^(http:\/\/127\.0\.0\.1:\d+) \1 1$/);
    const own = readFileSync(join(folder, "certs", "ca.pem"), "utf8").trim();
    expect(pem.join("\n").split(own)).toHaveLength(3);
    expect(stdout.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(20);
  });

  test("nothing of the run's own folder is left behind", async () => {
    const temporary = mkdtempSync(join(folder, "tmp-"));
    const script = 'test -f "$AWS_CA_BUNDLE" && echo "$AWS_CA_BUNDLE"';
    const { stdout } = await run(["--", "sh", "-c", script], { environment: { TMPDIR: temporary } });
    expect(stdout.startsWith(temporary)).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("signals reach the command, and its answer to them is the status", async () => {
    const marker = join(folder, "trapped");
    const script = `trap "exit 42" TERM; touch "$0"; while :; do sleep 0.05; done`;
    const ended = await run(["--", "sh", "-c", script, marker], {
      whileRunning: (child) => {
        const poll = setInterval(() => {
          if (!existsSync(marker)) return;
          clearInterval(poll);
          child.kill("SIGTERM");
        }, 20);
      },
    });
    expect(ended.signal).toBe(null);
    expect(ended.status).toBe(42);
  });

  test("options behind the command are the command's", async () => {
    const ended = await run(["echo", "--json", "--", "-x"]);
    expect(ended.stdout).toBe("--json -- -x\n");
  });

  test("secrets of the environment appear nowhere in what is told", async () => {
    const canary = "CANARYcanaryCANARYcanaryCANARYcanary0000";
    const environment = { AWS_ACCESS_KEY_ID: "AKIACANARYCANARY0000", AWS_SECRET_ACCESS_KEY: canary };
    const command = ["--", node, "-e", call, `localhost:${upstreamPort}`, "/"];
    for (const mode of [["--json"], []]) {
      const ended = await run([...mode, "--intercept", `localhost:${upstreamPort}`, ...command], {
        environment,
      });
      expect(ended.stdout + ended.stderr).toContain("unsigned");
      expect(ended.stdout + ended.stderr).not.toContain(canary);
    }
  });
});

describe("the user's own proxy", () => {
  test("it is used behind countersign, with its exceptions, and the command does not see it", async () => {
    const asked: string[] = [];
    const corporate = createServer((request, answer) => {
      asked.push(request.url ?? "");
      answer.end("ok");
    });
    corporate.on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      const onward = connect(upstreamPort, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(onward).pipe(socket);
      });
      for (const side of [socket, onward]) side.on("error", () => side.destroy());
      socket.on("close", () => onward.destroy());
    });
    await new Promise<void>((listening) => corporate.listen(0, "127.0.0.1", listening));
    const address = corporate.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const proxy = `http://127.0.0.1:${port}`;
    const environment = { HTTP_PROXY: proxy, http_proxy: proxy, NO_PROXY: "localhost,.amazonaws.com" };
    const intercept = ["--intercept", "store.internal", "--intercept", `localhost:${upstreamPort}`];
    const script = `"$@" store.internal /through; "$@" localhost:${upstreamPort} /direct; echo "$HTTP_PROXY $NO_PROXY"`;
    const command = ["--", "sh", "-c", script, "sh", node, "-e", call];
    const ended = await run(["--json", ...intercept, ...command], { environment });
    corporate.close();
    // Plain HTTP may be asked for with CONNECT or with an absolute target: either is the user's proxy at work.
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^(?:store\.internal:80|http:\/\/store\.internal\/through)$/);
    const [seen = "", ...lines] = ended.stdout.split("\n");
    expect(seen).not.toContain(proxy);
    expect(seen).not.toContain("localhost");
    expect(seen).not.toContain("amazonaws");
    expect(lines.slice(0, 2).map((line) => JSON.parse(line).response.status)).toEqual([200, 200]);
    expect(ended.stderr).toContain("NO_PROXY names hosts to be looked at (localhost, .amazonaws.com)");
  });
});

describe("the sandbox", () => {
  test("a command without credentials gets the documented example ones, and is told so", async () => {
    const script = 'echo "$AWS_ACCESS_KEY_ID $AWS_REGION"';
    const ended = await run(["--sandbox", "--", "sh", "-c", script]);
    expect(ended.stdout).toBe("AKIAIOSFODNN7EXAMPLE us-east-1\n");
    expect(ended.stderr).toContain("No credentials were found");
  });

  test("a command with credentials keeps its own", async () => {
    const environment = { AWS_ACCESS_KEY_ID: "AKIDOWN", AWS_SECRET_ACCESS_KEY: "own" };
    const ended = await run(["--sandbox", "--", "sh", "-c", 'echo "$AWS_ACCESS_KEY_ID"'], { environment });
    expect(ended.stdout).toBe("AKIDOWN\n");
    expect(ended.stderr).not.toContain("No credentials were found");
  });
});
