// Real programs between two taps: nginx, haproxy and squid of Debian, each with a configuration of the test's own, on loopback, as nobody.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { waitFor } from "./proxy-client.ts";
import { runnable } from "./spawned-countersign.ts";

/** Paths of the programs that run here; null where one is not installed. Debian's squid without OpenSSL cannot open TLS. */
export const middleboxes: {
  readonly nginx: string | null;
  readonly haproxy: string | null;
  readonly squid: string | null;
} = {
  nginx: runnable(["/usr/sbin/nginx", "nginx"], ["-v"]),
  haproxy: runnable(["/usr/sbin/haproxy", "haproxy"], ["-v"]),
  squid: squidWithTls(),
};

function squidWithTls(): string | null {
  const squid = runnable(["/usr/sbin/squid", "squid"], ["-v"]);
  if (squid === null || runnable(["/usr/lib/squid/security_file_certgen"], ["-h"]) === null) return null;
  return /--enable-ssl-crtd/.test(spawnSync(squid, ["-v"], { encoding: "utf8" }).stdout) ? squid : null;
}

/** The user that a middlebox runs as where the tests are root: it needs no right that root has. */
const nobody = 65_534;
const asNobody = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** A folder that a middlebox may write in; removed after the tests of the file. */
export function middleboxFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `countersign-${name}-`));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "own"));
  if ("uid" in asNobody) chownSync(join(folder, "own"), nobody, nobody);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program that runs. */
export interface Middlebox {
  /** Ends it, and waits for its end. */
  close(): Promise<void>;
}

/** How a middlebox is started. */
export interface MiddleboxStart {
  readonly command: string;
  readonly parameters: readonly string[];
  /** It runs once this port of loopback answers. */
  readonly port: number;
}

/** Starts a middlebox in the foreground; it is ended by its process id alone. */
export async function startMiddlebox({ command, parameters, port }: MiddleboxStart): Promise<Middlebox> {
  const child = spawn(command, parameters, { stdio: ["ignore", "pipe", "pipe"], ...asNobody, cwd: "/" });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-4000)));
  const ended = once(child, "exit");
  let open = false;
  const knock = setInterval(() => {
    const socket = connect(port, "127.0.0.1", () => {
      open = true;
      socket.destroy();
    }).on("error", () => undefined);
  }, 50);
  try {
    await waitFor(() => open || child.exitCode !== null, `${command} at port ${port}`, 30_000);
  } finally {
    clearInterval(knock);
  }
  if (child.exitCode !== null) throw new Error(`${command} did not start: ${said}`);
  return {
    close: async () => {
      if (child.exitCode === null) child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Runs a helper of a middlebox to its end as the user that the middlebox runs as. */
export function asMiddlebox(command: string, parameters: readonly string[]): void {
  const { status, stderr } = spawnSync(command, parameters, { encoding: "utf8", ...asNobody, cwd: "/" });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
}

/** Writes a file that a middlebox may read. */
export function middleboxFile(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o644 });
  return path;
}
