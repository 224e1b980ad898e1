import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, renameSync, statSync } from "node:fs";
import { request } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { openEvidenceReader } from "../../src/evidence/evidence-reader.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { builtProgram, countersign, jsonLines, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("start");

interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<number | null>;
  /** The port of the ready line. */
  readonly port: number;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

async function start(words: readonly string[], environment: Record<string, string> = {}): Promise<Started> {
  const child = spawn(
    process.execPath,
    [builtProgram, "start", "--port", "0", "--certs", "certs", ...words],
    {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", HOME: folder, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  running.push(child);
  const texts = { out: "", err: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (texts.out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (texts.err += text));
  const ended = new Promise<number | null>((resolve) => child.once("close", (status) => resolve(status)));
  await expect.poll(() => texts.err, { timeout: 20_000 }).toMatch(/ready.*\n/);
  const port = Number(/ready.*?http:\/\/127\.0\.0\.1:(\d+)/.exec(texts.err)?.[1]);
  return { child, out: () => texts.out, err: () => texts.err, ended, port };
}

/** Sends a signed request through the proxy in the clear and gives the status. */
function send(port: number, recipe: ExampleRecipe): Promise<number> {
  const { request: signed } = signedExample({ date: amzDate(Date.now()), ...recipe });
  const path = `http://${signed.authority}${signed.target}`;
  const headers = Object.fromEntries(signed.headers);
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method: signed.method, path, headers }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer.statusCode ?? 0));
    });
    sent.once("error", reject);
    sent.end(signed.body.content);
  });
}

/** Asks the proxy for a plain address. */
function sendPlain(port: number, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path: url }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once("error", reject);
    sent.end();
  });
}

const identity: ExampleRecipe = {
  url: "https://sts.us-east-1.amazonaws.com/",
  service: "sts",
  method: "POST",
  headers: [["Content-Type", "application/x-www-form-urlencoded"]],
  body: "Action=GetCallerIdentity&Version=2011-06-15",
};

const withoutPython = spawnSync("python3", ["--version"]).status !== 0;

/** Runs a program in a terminal, which closes as soon as the program is ready; prints how it ended. */
const closingTerminal = `
import os, pty, sys
child, terminal = pty.fork()
if child == 0: os.execv(sys.argv[1], sys.argv[1:])
seen = b""
while b"ready http" not in seen: seen += os.read(terminal, 4096)
os.close(terminal)
status = os.waitpid(child, 0)[1]
print("signal %d" % os.WTERMSIG(status) if os.WIFSIGNALED(status) else "status %d" % os.WEXITSTATUS(status))
`;

describe("countersign start", () => {
  it("opens its log again at SIGHUP, and goes on", async () => {
    const { child, ended, port } = await start(["--sandbox", "--log", "hup.jsonl"]);
    const [log, moved] = [join(folder, "hup.jsonl"), join(folder, "hup.jsonl.1")];
    expect(await send(port, identity)).toBe(200);
    await expect.poll(() => readFileSync(log, "utf8"), { timeout: 20_000 }).toMatch(/"verdict":"valid"/);
    renameSync(log, moved);
    child.kill("SIGHUP");
    await expect.poll(() => existsSync(log), { timeout: 20_000 }).toBe(true);
    expect(await send(port, identity)).toBe(200);
    await expect.poll(() => readFileSync(log, "utf8"), { timeout: 20_000 }).toMatch(/"verdict":"valid"/);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(readFileSync(moved, "utf8").match(/"event":"examination"/g)).toHaveLength(1);
  });
  it.skipIf(withoutPython)(
    "closes its evidence when its terminal closes, and ends by that signal",
    async () => {
      const words = [
        "start",
        "--port",
        "0",
        "--inspector-port",
        "off",
        "--sandbox",
        "--evidence",
        "hung-up.sqlite",
      ];
      const ended = await new Promise<string>((resolve) => {
        const inTerminal = spawn(
          "python3",
          ["-c", closingTerminal, process.execPath, builtProgram, ...words],
          {
            cwd: folder,
            env: { PATH: process.env.PATH ?? "", HOME: folder },
            stdio: ["ignore", "pipe", "inherit"],
          },
        );
        running.push(inTerminal);
        let text = "";
        inTerminal.stdout?.setEncoding("utf8").on("data", (more: string) => (text += more));
        inTerminal.once("close", () => resolve(text.trim()));
      });
      expect(ended).toBe("signal 1");
      const reader = openEvidenceReader(join(folder, "hung-up.sqlite"));
      const last = reader.database.prepare("SELECT record FROM records ORDER BY sequence DESC LIMIT 1").get();
      reader.close();
      expect(JSON.parse(String(last?.record))).toMatchObject({ kind: "note", event: "run-ended" });
    },
  );
  it("prints the one ready line as JSON, examines, and ends with 0 at SIGTERM", async () => {
    const { child, out, err, ended, port } = await start(["--sandbox", "--json"]);
    const [ready] = jsonLines(err()).filter(({ event }) => event === "ready");
    expect(ready).toEqual({
      event: "ready",
      proxy: `http://127.0.0.1:${port}`,
      inspector: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{32}$/),
      ca: join(folder, "certs", "ca.pem"),
      evidence: expect.stringMatching(/\.countersign\/evidence\/[0-9TZ-]+\.sqlite$/),
    });
    expect(await send(port, identity)).toBe(200);
    expect(await send(port, { ...identity, secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n" })).toBe(403);
    await expect.poll(() => jsonLines(out()).length, { timeout: 20_000 }).toBe(2);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(jsonLines(out())).toMatchObject([
      { verdict: "valid", causes: [], response: { status: 200 } },
      { verdict: "mismatch", causes: ["secret-whitespace-newline"], response: { status: 403, agrees: true } },
    ]);
    expect(out()).not.toMatch(/"providedSignature":"[0-9a-f]{64}"/);
    expect(jsonLines(err()).at(-1)).toEqual({
      event: "stopped",
      requests: 2,
      verdicts: { valid: 1, mismatch: 1 },
    });
  });

  it("tells people what to set, then a line for each request and findings in full", async () => {
    const { child, out, err, ended, port } = await start(["--sandbox"]);
    expect(err()).toContain(`export HTTPS_PROXY=http://127.0.0.1:${port}`);
    expect(err()).toMatch(
      new RegExp(`^ready http://127\\.0\\.0\\.1:${port} \\(certificate authority: .*ca\\.pem\\)$`, "m"),
    );
    await send(port, identity);
    await send(port, { ...identity, secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n" });
    await expect.poll(out, { timeout: 20_000 }).toContain("secret-whitespace-newline");
    expect(out()).toMatch(/^valid +POST sts\.us-east-1\.amazonaws\.com/m);
    expect(out()).not.toContain("\u001b");
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(err()).toContain("2 requests: 1 valid, 1 mismatch");
  });

  it("ends with 1 when --fail-on says so", async () => {
    const { child, ended, out, port } = await start(["--sandbox", "--json", "--fail-on", "error"]);
    await send(port, { ...identity, secret: "another" });
    await expect.poll(() => jsonLines(out()).length, { timeout: 20_000 }).toBe(1);
    child.kill("SIGTERM");
    expect(await ended).toBe(1);
  });

  it("examines what was captured before the signal, and logs it privately", async () => {
    const { child, ended, port } = await start(["--sandbox", "--log", "start.jsonl"]);
    await send(port, identity);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    const path = join(folder, "start.jsonl");
    const examinations = jsonLines(readFileSync(path, "utf8")).filter(({ event }) => event === "examination");
    expect(examinations).toMatchObject([
      { level: "info", verdict: "valid", exchange: { state: "complete", selfCheck: { equal: true } } },
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("writes the log to standard output for --log -", async () => {
    const { child, ended, out, port } = await start(["--sandbox", "--log", "-", "--json"]);
    await send(port, identity);
    child.kill("SIGTERM");
    await ended;
    const lines = jsonLines(out()).filter(({ verdict }) => verdict === "valid");
    expect(lines.map(({ event }) => event).sort()).toEqual(["examination", undefined]);
  });

  it("lets a request in flight finish at SIGTERM, examines it, and ends with 0", async () => {
    const slow = createServer((socket) => {
      socket.once("data", () => {
        child.kill("SIGTERM");
        setTimeout(() => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), 600);
      });
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => slow.once("listening", resolve));
    const host = `127.0.0.1:${portOf(slow)}`;
    const { child, ended, out, port } = await start(["--intercept", host, "--json"]);
    const answered = new Promise<number>((resolve, reject) => {
      const path = `http://${host}/`;
      request({ host: "127.0.0.1", port, path, headers: { host } }, (answer) => {
        answer.resume().once("end", () => resolve(answer.statusCode ?? 0));
      })
        .once("error", reject)
        .end();
    });
    expect(await answered).toBe(200);
    expect(await ended).toBe(0);
    expect(jsonLines(out())).toMatchObject([{ verdict: "unsigned", response: { status: 200 } }]);
    slow.close();
  });

  it("lets a request in flight finish at the first signal, and ends at once at the second", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const reached = new Promise((resolve) => silent.once("connection", resolve));
    const host = `127.0.0.1:${portOf(silent)}`;
    const { child, ended, port } = await start(["--intercept", host]);
    const sent = request({ host: "127.0.0.1", port, path: `http://${host}/`, headers: { host } });
    sent.on("error", () => undefined);
    sent.end();
    await reached;
    child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(child.exitCode).toBeNull();
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    silent.close();
  });

  it("ends with 3 when the port is taken, and listens nowhere else", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const port = String(portOf(taken));
    const { status, stderr } = countersign(["start", "--port", port, "--certs", "certs"], {
      workingFolder: folder,
    });
    taken.close();
    expect([status, stderr]).toEqual([3, expect.stringContaining("(ERR_PORT_IN_USE)")]);
  });

  it.runIf(process.platform === "linux")(
    "listens on one socket, on 127.0.0.1, whatever hosts are asked for",
    async () => {
      const { child, port } = await start(["--sandbox", "--inspector-port", "off"]);
      for (let host = 0; host < 5; host += 1)
        await send(port, { url: `https://b${host}.s3.us-east-1.amazonaws.com/k` });
      expect(listening(child.pid ?? 0)).toEqual([
        `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`,
      ]);
    },
  );

  it("takes its settings from the environment and keeps credentials out of its output", async () => {
    const environment = {
      COUNTERSIGN_SANDBOX: "1",
      COUNTERSIGN_JSON: "1",
      AWS_ACCESS_KEY_ID: "AKIDCANARY",
      AWS_SECRET_ACCESS_KEY: "CANARYjalrXUtnFEMI+K7MDENG/bPxRfiCYEXAMP\n",
      AWS_SESSION_TOKEN: "CANARY-token",
    };
    const { child, ended, out, err, port } = await start([], environment);
    await send(port, {
      ...identity,
      accessKeyId: "AKIDCANARY",
      secret: "CANARYjalrXUtnFEMI+K7MDENG/bPxRfiCYEXAMP",
      sessionToken: "CANARY-token",
    });
    child.kill("SIGTERM");
    await ended;
    expect(jsonLines(out())).toMatchObject([{ verdict: "valid" }]);
    expect(err()).toContain("the secret access key of the environment ends in a line feed");
    expect(out() + err()).not.toMatch(/CANARYjalr|CANARY-token/);
  });

  it("opens the inspector where it is asked to, tells its address once, and no other request reaches it", async () => {
    const { child, ended, err, port } = await start(["--sandbox", "--inspector-port", "0"]);
    const [, inspector = "", token = ""] =
      /See every request at (http:\/\/[\d.:]+\/)#(\S+)/.exec(err()) ?? [];
    expect((await fetch(inspector)).status).toBe(200);
    expect((await fetch(`${inspector}api/state`)).status).toBe(401);
    const headers = { "X-Countersign-Token": token };
    const state = await (await fetch(`${inspector}api/state`, { headers })).json();
    expect(state).toMatchObject({
      mode: "live",
      requests: 0,
      setup: { proxyUrl: `http://127.0.0.1:${port}` },
    });
    const listed = async (): Promise<number> =>
      (await (await fetch(`${inspector}api/rows`, { headers })).json()).total;
    await send(port, identity);
    await expect.poll(listed, { timeout: 20_000 }).toBe(1);
    expect(await sendPlain(port, inspector)).toBe(403);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(err().split(token)).toHaveLength(2);
  });

  it("shows the last requests from memory where evidence is off, and says so", async () => {
    const { err, port } = await start(["--sandbox", "--inspector-port", "0", "--evidence", "off"]);
    const [, inspector = "", token = ""] =
      /See every request at (http:\/\/[\d.:]+\/)#(\S+)/.exec(err()) ?? [];
    const headers = { "X-Countersign-Token": token };
    await send(port, { ...identity, secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n" });
    const rows = async (): Promise<unknown> =>
      (await (await fetch(`${inspector}api/rows`, { headers })).json()).rows;
    await expect
      .poll(rows, { timeout: 20_000 })
      .toMatchObject([{ verdict: "mismatch", causes: ["secret-whitespace-newline"], status: 403 }]);
    expect(await (await fetch(`${inspector}api/state`, { headers })).json()).toMatchObject({ place: null });
  });

  it("ends with 3 when the inspector's own port is taken, and takes a free one when nobody chose it", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const words = ["start", "--sandbox", "--port", "0", "--certs", "certs", "--inspector-port", String(port)];
    const { status, stderr } = countersign(words, { workingFolder: folder });
    expect([status, stderr]).toEqual([3, expect.stringContaining(`port ${port} of the inspector is taken`)]);
    taken.close();
    const first = await start(["--sandbox"]);
    const second = await start(["--sandbox"]);
    const [one, other] = [first, second].map(({ err }) => /See every request at (\S+)/.exec(err())?.[1]);
    expect(one).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    expect(other).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    expect(second.err()).toContain("port 8081 is taken: the inspector is on a free one");
  });

  it("refuses what it cannot do, before it listens", () => {
    for (const words of [
      ["--host", "0.0.0.0"],
      ["--host", "0.0.0.0", "--allow-remote", "--resign", "all"],
      ["--endpoint-mode", "--resign", "mismatch"],
      ["--intercept", "a b"],
      ["--signing-key", "x"],
      ["--fail-on", "x"],
    ]) {
      expect([words, countersign(["start", ...words], { workingFolder: folder }).status]).toEqual([words, 2]);
    }
    for (const environment of [
      { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
      { NODE_OPTIONS: "--insecure-http-parser" },
    ]) {
      const unsafe = countersign(["start"], { workingFolder: folder, environment });
      expect([unsafe.status, unsafe.stderr]).toEqual([2, expect.stringContaining("(ERR_NODE_UNSAFE)")]);
    }
  });
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** The addresses a process listens on over TCP, as /proc/net/tcp writes them. */
function listening(pid: number): readonly string[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === "0A" && inodes.has(inode ?? ""))
      .map(([, address]) => address ?? ""),
  );
}
