// `countersign start --sandbox` as a process of its own that stays, with AWS's example credentials, for tests that go on beside it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { exampleSecret } from "../../src/diagnosis/example.ts";
import { builtProgram } from "./piped-countersign.ts";
import { waitFor } from "./proxy-client.ts";
import type { Reachable } from "./session-client.ts";

/** A running countersign. */
export interface Started extends Reachable {
  /** What it has said on standard error so far. */
  readonly said: () => string;
  /** Sends a signal, and waits for the end; gives the status, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string | null>;
}

/** Starts it; resolves when it listens. */
export async function startedCountersign(folder: string, parameters: readonly string[]): Promise<Started> {
  const own = ["start", "--sandbox", "--json", "--port", "0", "--certs", `${folder}/certs`];
  const child = spawn(process.execPath, [builtProgram, ...own, ...parameters], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: exampleSecret,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  const readyLine = (): string | undefined =>
    text.split("\n").find((line) => line.includes('"event":"ready"'));
  await waitFor(
    () => readyLine() !== undefined || child.exitCode !== null,
    "countersign to be ready",
    20_000,
  );
  const ready = JSON.parse(readyLine() ?? "null") as { proxy: string; ca: string } | null;
  if (ready === null) throw new Error(`countersign did not start: ${text}`);
  return {
    proxy: { port: Number(new URL(ready.proxy).port) },
    certificateAuthority: { certificatePem: readFileSync(ready.ca, "utf8") },
    said: () => text,
    end: async (signal) => {
      const ended = once(child, "exit");
      child.kill(signal);
      const [status, by] = (await ended) as [number | null, string | null];
      return status ?? by;
    },
  };
}
