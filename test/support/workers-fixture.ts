// countersign with workers as processes of their own, before a TLS upstream in the test: started, sent through, and looked into.
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleSecret, signedExample } from "../../src/diagnosis/example.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { builtProgram, jsonLines } from "./piped-countersign.ts";
import type { RawClient } from "./proxy-client.ts";
import { tunnelClient, waitFor } from "./proxy-client.ts";
import { testAuthority } from "./proxy-fixture.ts";
import type { RawUpstream, Script } from "./proxy-upstream.ts";
import { rawUpstream } from "./proxy-upstream.ts";

/** A running countersign with workers. */
export interface WorkersFixture {
  readonly child: ChildProcess;
  readonly upstream: RawUpstream;
  readonly folder: string;
  readonly evidence: string;
  readonly port: number;
  /** What it has said on standard error. */
  readonly said: () => string;
  /** The examinations on its standard output. */
  readonly seen: () => Record<string, unknown>[];
  /** A client in a tunnel to the upstream. */
  client(): Promise<RawClient>;
  /** Process ids of the workers. */
  workers(): number[];
  /** Sends a signal, and waits for the end; gives the status, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string | null>;
  close(): Promise<void>;
}

/** Starts `countersign start --json` before an upstream named localhost. */
export async function workersFixture(
  script: Script,
  parameters: readonly string[] = [],
): Promise<WorkersFixture> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-workers-"));
  const authority = await testAuthority("upstream");
  const upstream = await rawUpstream(await authority.secureContextFor("localhost"), script);
  writeFileSync(join(folder, "upstream.pem"), authority.certificatePem);
  const own = ["start", "--json", "--port", "0", "--certs", "certs", "--evidence", "evidence.sqlite"];
  const way = ["--intercept", "localhost", "--upstream-ca", "upstream.pem", "--inspector-port", "off"];
  const child = spawn(process.execPath, [builtProgram, ...own, ...way, "--workers", "2", ...parameters], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH ?? "", HOME: folder },
      ...{ AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: exampleSecret },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { out: "", err: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (texts.out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (texts.err += text));
  await waitFor(
    () => /"event":"ready".*\n/.test(texts.err) || child.exitCode !== null,
    "countersign to be ready",
    30_000,
  );
  const ready = texts.err.split("\n").find((line) => line.includes('"event":"ready"'));
  if (ready === undefined) throw new Error(`countersign did not start: ${texts.err}`);
  const { proxy, ca } = JSON.parse(ready) as { readonly proxy: string; readonly ca: string };
  const port = Number(new URL(proxy).port);
  const end = async (signal: NodeJS.Signals): Promise<number | string | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
    const ended = once(child, "close");
    child.kill(signal);
    const [status, by] = (await ended) as [number | null, string | null];
    return status ?? by;
  };
  return {
    ...{ child, upstream, folder, port, evidence: join(folder, "evidence.sqlite") },
    said: () => texts.err,
    seen: () => jsonLines(texts.out.slice(0, texts.out.lastIndexOf("\n") + 1)),
    client: () =>
      tunnelClient({
        proxyPort: port,
        authority: `localhost:${upstream.port}`,
        ca: readFileSync(ca, "utf8"),
      }),
    workers: () => childrenOf(child.pid ?? 0),
    end,
    close: async () => {
      await end("SIGKILL");
      await upstream.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Process ids of the children of a process (Linux). */
function childrenOf(processId: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === processId);
}

function parentOf(processId: number): number | null {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null;
  }
}

/** A request to the upstream as bytes, signed with the example's key unless the recipe says otherwise. */
export function signedBytes(port: number, path: string, recipe: Partial<ExampleRecipe> = {}): string {
  const url = `https://localhost:${port}${path}`;
  const { request } = signedExample({ url, service: "sqs", date: amzDate(Date.now()), ...recipe });
  const headers = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `${request.method} ${request.target} HTTP/1.1\r\n${headers}\r\n`;
}

/** Sends a request and waits for the next whole answer. */
export async function ask(client: RawClient, bytes: string): Promise<string> {
  const from = client.received.length;
  client.send(bytes);
  await waitFor(() => /\r\n\r\n/.test(client.received.slice(from)) || client.closed, "an answer", 15_000);
  return client.received.slice(from, from + 12);
}
