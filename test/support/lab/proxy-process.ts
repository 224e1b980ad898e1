// The other end of proxy-child.mjs: starts the built proxy, asks it for figures, notices when it exits.
import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the process says of itself. Milliseconds of event loop delay are since the sample before. */
export interface Sample {
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly observed: number;
  readonly states: Readonly<Record<string, number>>;
  readonly dropped: number;
  /** Unhandled rejections and warnings. */
  readonly failures: readonly string[];
}

/** How to start it; the rest are options of openProxy. */
export interface ProxyProcessOptions {
  /** Limits that differ from the usual ones. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Ports of `slot0.internal` and on. */
  readonly ports?: readonly number[];
  /** The port that every `*.internal` leads to, in the clear. */
  readonly onward?: number;
  readonly maxConnections?: number;
  readonly upstreamCa?: readonly string[];
  readonly intercept?: readonly string[];
}

/** A proxy in another process. */
export interface ProxyProcess {
  readonly pid: number;
  readonly port: number;
  /** Where it keeps its certificate authority. */
  readonly folder: string;
  readonly certificatePem: string;
  /** Null while it runs: then the status or signal it ended with. */
  readonly exited: () => string | null;
  sample(): Promise<Sample>;
  /** Collects garbage, so that a sample shows what is held. */
  collect(): Promise<void>;
  /** Open descriptors. */
  descriptors(): number;
  /** Sockets that listen or are connected. */
  sockets(): number;
  /** Sockets that listen. */
  listening(): number;
  signal(signal: NodeJS.Signals): void;
  close(deadlineMs?: number): Promise<{ readonly failures: readonly string[] }>;
}

const program = fileURLToPath(new URL("./proxy-child.mjs", import.meta.url));

/** Starts a proxy. */
export async function proxyProcess(options: ProxyProcessOptions = {}): Promise<ProxyProcess> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-lab-"));
  const child = fork(program, { execArgv: ["--expose-gc"], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  let exited: string | null = null;
  child.once("exit", (status, signal) => (exited = `exit ${status ?? signal}`));
  const ask = asker(child);
  const opened = await ask<{ port: number; certificatePem: string }>("open", { folder, ...options });
  const pid = child.pid ?? 0;
  return {
    pid,
    folder,
    ...opened,
    exited: () => exited,
    sample: () => ask<Sample>("sample"),
    collect: async () => void (await ask<null>("collect")),
    descriptors: () => readdirSync(`/proc/${pid}/fd`).length,
    sockets: () => socketsOf(pid).length,
    listening: () => socketsOf(pid).filter((state) => state === "0A").length,
    signal: (signal) => void child.kill(signal),
    close: async (deadlineMs = 5000) => {
      const left = await ask<{ failures: readonly string[] }>("close", { deadlineMs });
      child.disconnect();
      return left;
    },
  };
}

type Ask = <T>(action: string, options?: object) => Promise<T>;

function asker(child: ChildProcess): Ask {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let count = 0;
  child.on("message", ({ id, value, error }: { id: number; value: never; error?: string }) => {
    if (error === undefined) waiting.get(id)?.resolve(value);
    else waiting.get(id)?.reject(new Error(error));
    waiting.delete(id);
  });
  child.once("exit", (status, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the proxy ended: ${status ?? signal}`));
  });
  return (action, options = {}) =>
    new Promise((resolve, reject) => {
      count += 1;
      waiting.set(count, { resolve, reject });
      child.send({ id: count, action, ...options });
    });
}

/** The states of a process's TCP sockets, as the kernel writes them. */
function socketsOf(pid: number): string[] {
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return readFileSync(`/proc/${pid}/net/tcp`, "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .flatMap((fields) => (own.has(fields[9] ?? "") ? [fields[3] ?? ""] : []));
}
