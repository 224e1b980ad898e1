// countersign as a process of its own, from the built program, in an environment that holds nothing of the tester's.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a process left behind. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How countersign is spawned. */
export interface SpawnOptions {
  /** Added to the clean environment. */
  readonly environment?: { readonly [name: string]: string };
  readonly workingFolder: string;
  /** Called once with the process, while it runs. */
  readonly whileRunning?: (child: { readonly pid: number; kill(signal: NodeJS.Signals): boolean }) => void;
}

const program = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** Runs `countersign` to its end. The home folder is the working folder. */
export function spawnCountersign(parameters: readonly string[], options: SpawnOptions): Promise<Ended> {
  if (!existsSync(program)) throw new Error("dist/main.js is missing: run `npm run build` first");
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: options.workingFolder,
    LC_ALL: "C.UTF-8",
    AWS_EC2_METADATA_DISABLED: "true",
    ...options.environment,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...parameters], {
      cwd: options.workingFolder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
    child.once("error", reject);
    child.once("spawn", () =>
      options.whileRunning?.({ pid: child.pid ?? 0, kill: (signal) => child.kill(signal) }),
    );
    child.once("close", (status, signal) => resolve({ status, signal, ...texts }));
  });
}

/** The first of these commands that runs, or null: version managers put shims before the real ones. */
export function runnable(
  candidates: readonly string[],
  parameters: readonly string[] = ["--version"],
): string | null {
  return candidates.find((path) => spawnSync(path, parameters, { stdio: "ignore" }).status === 0) ?? null;
}
